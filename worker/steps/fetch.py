"""Fetching: items pending → robots, pace → page.

1. Claim the items whose pages are due, under a lease.
2. Ask their hosts, many at once, each at its pace.
3. Decide what each answer means for its item.
4. Write each group of answers in one transaction; the pages are due for cleaning next.
"""

from collections.abc import Iterator, Mapping, Sequence

import structlog

from worker.adapters import articles, items
from worker.core.fetch.recheck import conditions
from worker.core.fetch.transitions import after_deferral, after_page, after_redirect, after_refusal, is_text, withdrawn
from worker.errors import SERVICE_ERRORS, NewswireError, OverTime
from worker.models import DueIds, Entry, Item, Page, Redirected, State, Step, Transition
from worker.services import Services
from worker.steps.crawl import Answer, Deferred, PlannedRequest, fetch_politely
from worker.steps.tell import tell_items

log = structlog.get_logger()


def fetch_pages(services: Services, ids: Sequence[int]) -> Iterator[DueIds]:
    """Fetch the pages of pending items, many hosts at once, and keep them as they come."""
    with services.db.transaction() as tx:
        claimed = items.claim(tx, ids, State.PENDING, seconds=services.settings.lease_seconds)
        services.traces.begin(tx, claimed)
        held = items.validators(tx, [item.id for item in claimed if item.recheck])
    calls = [PlannedRequest(url=item.url or "", headers=conditions(held.get(item.id))) for item in claimed]
    for group in fetch_politely(services, calls):
        answers = [(claimed[index], answer) for index, answer in group.items()]
        yield _keep(services, answers, _stand_ins(services, answers))


def _stand_ins(services: Services, answers: Sequence[tuple[Item, Answer]]) -> dict[int, Entry]:
    """What feeds said of the items whose page did not come, by id: for all others nobody asks."""
    lacking = [item.id for item, answer in answers if not (isinstance(answer, Page) and is_text(answer))]
    if not lacking:
        return {}
    with services.db.transaction() as tx:
        return items.load_entries(tx, lacking)


def _keep(services: Services, answers: Sequence[tuple[Item, Answer]], entries: Mapping[int, Entry]) -> DueIds:
    """Write a group of answers in one transaction; return what is due. One that cannot be written fails alone."""
    transitions = services.plan_rechecks([_after(services, i, answer, entries.get(i.id)) for i, answer in answers])
    try:
        with services.db.transaction() as tx:
            held = items.finish(tx, transitions, step=Step.FETCH)
            fetched = {
                transition.item.id for transition in transitions if transition.state is State.FETCHED
            } & held.keys()
            pages = [(i.id, page) for i, page in answers if isinstance(page, Page) and is_text(page)]
            # an article that stands keeps its page until cleaning has judged the new one
            trial = {i.id for i, _ in answers if i.stored}
            items.save_pages(tx, [(item_id, page) for item_id, page in pages if item_id in fetched], trial=trial)
            articles.withdraw(tx, [e.item.id for e in transitions if e.item.id in held and withdrawn(e)])
            items.count_transitions(tx, transitions, held, step=Step.FETCH)
    except (*SERVICE_ERRORS, OverTime):
        raise
    except NewswireError as error:
        if len(answers) > 1:
            return sum((_keep(services, [one], entries) for one in answers), DueIds())
        item, answer = answers[0]
        if type(answer) is type(error):  # what says so cannot be written either: its claim ends with its lease
            log.warning("not_kept", item=item.id, error=str(error))
            return DueIds()
        return _keep(services, [(item, error)], {})
    tell_items(transitions, held)
    services.traces.ended(Step.FETCH, transitions, held)
    again = tuple(e.item.id for e in transitions if e.state is State.PENDING and not e.wait and e.item.id in held)
    return DueIds(fetch=again, clean=tuple(sorted(fetched)))


def _after(services: Services, item: Item, answer: Answer, entry: Entry | None) -> Transition:
    match answer:
        case Page():
            return after_page(item, answer, entry)
        case Redirected():
            return after_redirect(item, answer, entry)
        case Deferred():
            return after_deferral(item, answer.wait)
        case _:
            return after_refusal(item, answer, entry, jitter=services.jitter())
