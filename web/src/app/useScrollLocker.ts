/** Stands in for the hook of the same name in @rc-component/portal; see vite.config.ts. */
export default function useScrollLocker(): void {
  // Nothing to lock.
}
