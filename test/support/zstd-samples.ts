/** What the samples below hold; the zstd command wrote them, once. */
export const ZSTD_TEXT = Array.from(
  { length: 400 },
  (_, line) => `kafka-tui reads what zstd wrote, line ${line}`,
).join('\n');

/** Level 19, content size in the header, as librdkafka writes it. */
export const ZSTD_SIZED = [
  'KLUv/WQxQLURACY1XhuAN9XCAWAsui3Ex7FhgQTtiJaW7CTKMeiog/VsAGgASwDHo9FoNBqNRqPRWCwWi8VisVgsEo',
  'lEIpFIJBKJw+FwOBwOh8OhUCgUCoVCoVC4u7u7uzvnnHPOOaeUUkoppdQxhQzxJABBAwYcKMAADBwckGCBBQ4UJOCB',
  'AQELVFDAwEACDyBwIIABggEMEATGqBCjIYw2mpGC0TFFhRQNUXTRihSKjiEqhGgIoolGpEB0zFAhQ0MMPbQhhaFjhA',
  'oRGkJooQkpCB2zCllDrNeWwjpmKmQaYnrapDAdIxUiDSEtTVKQjgkqJGiIoMOCFII8Ho/H4/F4DHPOOeecc84555xz',
  'zjnnnHPOOeecc84555xzzjnnnHPOOeecc84555xzzjnnnHPOOeecc84559yGCDtsYQphxxwVcjTE0Uc7Ujg6Aefs7u',
  '7u7u7u7u7u7u7u7u7u7u7u7u7u7u7u7u7u7u7u7u7u7u7u7u7u7u7u7u7u7r67u3POOQOBj6gRkNBt/zvRN6rlEvj/',
  'fwXyB//8/e/vv////fff/////e/v/////eH2//f/v3//+/vv/3///ff//3//+/uKuzUQglW9wA9ogBMAMJAGNNABAB',
  'vggBzIAAAOdOAnaABCBjJAA5oAgQMZ4AAOBKgBDXQABwBmAAcyQAMAn/ADGuAEAAzQBA10oOJN0AAYySQkkYREEpFK',
  'RCKJyCQTkVinwvnb/Gj+Mj/M3+Vn+VX5jXIABAAAbJ6DBaCqdkJxJA==',
].join('');

/** Level 3 from a stream, without a content size, as the Java client writes it. */
export const ZSTD_STREAMED = [
  'KLUv/QRY/Q0AtlxAGZCr0AHAKtmWDrwQd5d7klKmlJLxH3ZdcQJGADUAMwBEREQ0MzMzM2Pbtm23bdu2JEmS5LZt2y',
  'YiIiIiLxqXE4CBUCQYICACFAuFBQfEwILhAbFIFDggGAYSigWEQcNCIHFAkDgIf1VVVVUVEREREdHMzMzMjG3btt22',
  'bduSJEmS27Ztm4iIiIiMMcYYY4wh////f1VVVVUVEQX//7+qqqqqioiIiIhoZmZmZsa2bdtu27ZtSZIkyW3btk1ERE',
  'REZGxsbGxsbGxsbOz//z//////q6qqqqqIiIiIiGZmZmZmbNu27bZt25YkSZLctm3bREREREQGBwcHBwcHBwcH/weB',
  'j6gh8O7/G7FnlFYbEvj/fwUn/yABATVBCclAoEgoQEaQQFIQMBIMg/pP+dP+Un/0kSlCmVQARIBKoIBkIFAiFCATSB',
  'ARNdp/yp/2S/2dAJVIAcFAqUCIRCJAJVAgMggokcZxmoKQgNo7K3b+1Pmj82/On5w/cf7B+fPmX7n5zF4/T9sjZf+v',
  'zZOmv9fuidL/q/ZMqf9tu6Tsv7X9wE5KTspNSk3qTHpM+ku6Jc1cSaFsAKCbN1BwAfwqdkJxJA==',
].join('');
