/** Every team that was considered, and why it was ranked or passed over. In: the last routing advice. Out: one line each, the first ranked first. */
import type { ReferralView } from "@ucrt/schemas";

export function TeamsConsidered({ view }: { readonly view: ReferralView }) {
  const considered = view.considered.toSorted(
    (a, b) => (a.rank ?? 99) - (b.rank ?? 99) || a.name.localeCompare(b.name),
  );
  return (
    <section className="app-block" aria-labelledby="teams">
      <h2 id="teams">Teams considered</h2>
      {considered.length === 0 ? <p>None yet.</p> : null}
      <ol className="app-considered">
        {considered.map((team) => (
          <li key={team.team}>
            <span className="app-considered__rank">{team.rank ?? "–"}</span>
            <span>
              <strong>{team.name}</strong> {team.words}
              {team.room === null ? null : <span className="app-row__small"> {team.room} free.</span>}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
