"""The deployments on a real server: found by their entrypoints, and put right where an older version made them."""

from __future__ import annotations

import datetime as dt

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import DeploymentUpdate
from prefect.flows import load_flow_from_flow_run
from prefect.settings import PREFECT_API_URL, temporary_settings
from prefect.states import Scheduled

from flows.server.deployments import deploy, differences, entrypoint_of, flow_of, require_flows
from giamngheo.core.errors import ConfigurationError
from tests.support.awaiting import awaited

OLD = "flows.collecting.collect"  # where the flow was before the folders were named by the steps


def test_an_entrypoint_is_a_module_and_the_flow_in_it(configuration):
    names = {deployment.flow for deployment in configuration.operation.deployment}
    assert names >= {"collect", "report", "backfill", "nightly"}
    for name in names:
        assert ":" not in entrypoint_of(name)
        assert f"{flow_of(name).fn.__module__}.{flow_of(name).fn.__name__}" == entrypoint_of(name)


def test_a_flow_that_is_not_there_is_said_with_its_place():
    with pytest.raises(ConfigurationError, match=r"flows/no_such\.py"):
        flow_of("no_such")


def test_a_file_of_flows_without_a_flow_of_its_name_is_none():
    with pytest.raises(ConfigurationError, match=r"flow health trong tệp flows/health\.py"):
        flow_of("health")


def test_every_flow_that_is_not_there_is_said_at_once(configuration):
    flows = zip(configuration.operation.deployment, ("no_such", "nightly", "no_such", "weekly"), strict=False)
    wrong = tuple(deployment.model_copy(update={"flow": flow}) for deployment, flow in flows)
    require_flows(configuration.operation)
    with pytest.raises(ConfigurationError) as caught:
        require_flows(configuration.operation.model_copy(update={"deployment": wrong}))
    assert [name for mistake in caught.value.mistakes for name in ("no_such", "weekly") if f"«{name}»" in mistake] == [
        "no_such",
        "weekly",
    ]


@pytest.mark.slow
def test_a_server_of_an_older_version_is_put_right_and_its_waiting_runs_find_the_flow(prefect_api, configuration):
    operation = configuration.operation
    with temporary_settings({PREFECT_API_URL: prefect_api}), get_client(sync_client=True) as client:
        deploy(operation)  # other tests have done so on this server
        assert deploy(operation) == []
        made = client.read_deployment_by_name("Thu thập/Thu thập hằng ngày")
        client.update_deployment(made.id, DeploymentUpdate(entrypoint=OLD))
        later = Scheduled(scheduled_time=dt.datetime.now(dt.UTC) + dt.timedelta(days=30))
        waiting = client.create_flow_run_from_deployment(made.id, state=later)
        assert differences(operation) == ["việc «Thu thập hằng ngày» khác cấu hình"]

        assert deploy(operation) == ["Đã sửa việc «Thu thập hằng ngày»."]
        assert differences(operation) == []
        right = client.read_deployment_by_name("Thu thập/Thu thập hằng ngày")
        assert (right.id, right.entrypoint) == (made.id, "flows.collect.collect")
        assert (right.parameters, right.tags) == (made.parameters, made.tags)
        assert [each.schedule for each in right.schedules] == [each.schedule for each in made.schedules]
        assert client.read_flow_run(waiting.id).state.is_scheduled()
        found = awaited(lambda: load_flow_from_flow_run(waiting, use_placeholder_flow=False))  # as the worker does
        assert found.name == "Thu thập"
