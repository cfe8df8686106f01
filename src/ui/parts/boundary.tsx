import { Component, type PropsWithChildren, type ReactNode } from 'react';

interface BoundaryProps extends PropsWithChildren {
  readonly onError: (error: unknown) => void;
}

/** Hands an error of the panes to the program, which gives the terminal back before it is printed. */
export class Boundary extends Component<BoundaryProps, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override componentDidCatch(error: unknown): void {
    this.props.onError(error);
  }

  override render(): ReactNode {
    return this.state.failed ? null : this.props.children;
  }
}
