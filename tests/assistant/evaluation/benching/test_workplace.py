from contextlib import closing
from pathlib import Path

from assistant.evaluation.benching.workplace import Workplace
from ingest.schema import Outcome


def test_a_home_is_used_again_and_follows_its_sources(workplace: Workplace) -> None:
    with closing(workplace.open_home("seeds", workplace.seeds)) as assistant:
        (first,) = assistant.documents()
        (event,) = assistant.ingest(workplace.seeds)
    assert event.outcome is Outcome.UNCHANGED

    workplace.seeds[0].write_text("第一条 本办法适用于全县。\n", encoding="utf-8")
    with closing(workplace.open_home("seeds", workplace.seeds)) as assistant:
        (second,) = assistant.documents()
    assert second.id == first.id and second.revision_id != first.revision_id


def test_a_home_that_other_code_made_gives_way(workplace: Workplace) -> None:
    old = workplace.home("seeds").with_name("seeds-older")
    other = workplace.home("seeds").with_name("seeds_and_laws-older")
    for folder in (old, other):
        folder.mkdir(parents=True)
    workplace.open_home("seeds", []).close()
    assert not old.exists()
    assert other.exists()


def test_an_environment_is_made_only_when_none_is_given(tmp_path: Path) -> None:
    given = Workplace(tmp_path, tmp_path / "work", plain_python=Path("/plain"))
    assert given.plain_python == Path("/plain")
    ready = tmp_path / "work/environments/peer/installed"
    ready.parent.mkdir(parents=True)
    ready.touch()
    assert given.peer_python == tmp_path / "work/environments/peer/bin/python"
