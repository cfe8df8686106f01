import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerExtensionsValidatorCallback;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerToken;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerValidatorCallback;

/**
 * Lets in who has a token of AWS's signer: an address for kafka-cluster:Connect, signed with the key that
 * -Dkafka.tui.test.aws.key names, and not over. Whether the signature is right only AWS can say.
 */
public class MskTokens implements AuthenticateCallbackHandler {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    @Override
    public void configure(Map<String, ?> configs, String mechanism, List<AppConfigurationEntry> entries) {
    }

    @Override
    public void close() {
    }

    @Override
    public void handle(Callback[] callbacks) throws UnsupportedCallbackException {
        for (Callback callback : callbacks) {
            if (callback instanceof OAuthBearerValidatorCallback) {
                validate((OAuthBearerValidatorCallback) callback);
            } else if (callback instanceof OAuthBearerExtensionsValidatorCallback) {
                OAuthBearerExtensionsValidatorCallback extensions = (OAuthBearerExtensionsValidatorCallback) callback;
                extensions.inputExtensions().map().keySet().forEach(extensions::valid);
            } else {
                throw new UnsupportedCallbackException(callback);
            }
        }
    }

    private static void validate(OAuthBearerValidatorCallback callback) {
        try {
            String value = callback.tokenValue();
            String text = new String(Base64.getUrlDecoder().decode(value), StandardCharsets.UTF_8);
            URI address = URI.create(text);
            Map<String, String> query = Arrays.stream(address.getQuery().split("&"))
                    .map(pair -> pair.split("=", 2))
                    .collect(Collectors.toMap(pair -> pair[0], pair -> pair.length > 1 ? pair[1] : ""));
            long from = ZonedDateTime.parse(query.get("X-Amz-Date"), DATE).toInstant().toEpochMilli();
            long until = from + 1000 * Long.parseLong(query.get("X-Amz-Expires"));
            String key = query.get("X-Amz-Credential").split("/")[0];
            boolean right = address.getHost().matches("kafka\\.[a-z0-9-]+\\.amazonaws\\.com")
                    && "kafka-cluster:Connect".equals(query.get("Action"))
                    && key.equals(System.getProperty("kafka.tui.test.aws.key"))
                    && query.get("X-Amz-Signature").matches("[0-9a-f]{64}")
                    && until > System.currentTimeMillis();
            if (right) callback.token(new Token(value, key, from, until));
            else callback.error("invalid_token", null, null);
        } catch (RuntimeException failure) {
            callback.error("invalid_token", null, null);
        }
    }

    private static final class Token implements OAuthBearerToken {
        private final String value;
        private final String principal;
        private final long from;
        private final long until;

        Token(String value, String principal, long from, long until) {
            this.value = value;
            this.principal = principal;
            this.from = from;
            this.until = until;
        }

        @Override
        public String value() {
            return value;
        }

        @Override
        public Set<String> scope() {
            return Set.of();
        }

        @Override
        public long lifetimeMs() {
            return until;
        }

        @Override
        public String principalName() {
            return principal;
        }

        @Override
        public Long startTimeMs() {
            return from;
        }
    }
}
