/** Which referrals are shown: the open ones, the candidates of the 999 stack, what is over. In: counts. Out: the choice. */

export type Tab = "board" | "candidates" | "done";

export interface BoardTabsProps {
  readonly tab: Tab;
  readonly onChange: (tab: Tab) => void;
  readonly open: number;
  readonly candidates: number;
  readonly done: number;
}

export function BoardTabs({ tab, onChange, open, candidates, done }: BoardTabsProps) {
  const tabs: readonly { readonly id: Tab; readonly words: string }[] = [
    { id: "board", words: `Open (${open})` },
    { id: "candidates", words: `999 candidates (${candidates})` },
    { id: "done", words: `Done (${done})` },
  ];
  return (
    <div className="app-tabs" role="group" aria-label="Which referrals">
      {tabs.map(({ id, words }) => (
        <button key={id} type="button" className="app-tabs__tab" aria-pressed={tab === id} onClick={() => onChange(id)}>
          {words}
        </button>
      ))}
    </div>
  );
}
