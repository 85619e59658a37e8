# SPDX-License-Identifier: MIT
"""Deployments on a real Anvil: the bill, every way to be stopped, what is refused, what is verified (XZ-21)."""

import io
import json
import resource
import signal

import ape
import pytest
from rich.console import Console

from tests.anvil_node import anvil_node
from wuxing import deploy_command
from wuxing.deployments import BrokenRecordError, Deployment, DeploymentError, path_of, read, recorded, roles_of
from wuxing.engine import EngineError, artifacts
from wuxing.engine.ape_network import AnvilEngine
from wuxing.engine.base import created_address
from wuxing.handover import owned
from wuxing.suite import SYSTEMS, plan, roles_in
from wuxing.zzm import treasury
from wuxing.zzm.params import ZZM

LIVE_ROLES = roles_in("xz").needed


class Stopped(Exception):
    """Somebody pulled the plug."""


@pytest.fixture
def chain(anvil):
    """The Anvil; what a test deploys is undone."""
    with anvil.anchor():
        yield anvil


@pytest.fixture
def prepare(chain, tmp_path):
    """A deployment (of XZ by account 20) that is not begun, or is taken up from its file."""

    def made(account=20, set_name="paper", roles=None, system="xz"):
        return Deployment(chain, system, set_name, chain.account(account), roles, tmp_path)

    return made


def _stop_after(sends):
    count = 0

    def after(name, sent):
        nonlocal count
        count += sent
        if count == sends:
            raise Stopped(name)

    return after


def test_bill__against_the_chain__same_gas_and_nothing_sent(chain, prepare):
    deployment = prepare()
    deployer = deployment.deployer.address
    before = chain.balance(deployer), chain.nonce(deployer), chain.block_number
    bill = deployment.bill()
    assert (chain.balance(deployer), chain.nonce(deployer), chain.block_number) == before
    assert not deployment.path.exists()
    assert [item.name for item in bill] == ["factory", *(step.name for step in deployment.steps)]
    deployment.run()
    spent = [
        deployment.record["factory"],
        *deployment.record["contracts"].values(),
        *deployment.record["calls"].values(),
    ]
    paid = [int(chain._rpc("eth_getTransactionReceipt", entry["tx"])["gasUsed"], 16) for entry in spent]
    for item, gas in zip(bill, paid, strict=True):
        assert item.gas == pytest.approx(gas, rel=0.002), item.name
    assert all(item.done for item in prepare().bill())


def test_run__stopped_after_every_step__goes_on_to_the_same_addresses(chain, prepare):
    with chain.anchor():
        wanted = {name: c.address for name, c in prepare().run()}
        prepare().path.unlink()
    stops = 0
    while True:
        deployment = prepare()
        assert deployment.done == stops
        try:
            system = deployment.run(_stop_after(1))
            break
        except Stopped:
            stops += 1
            assert not read(deployment.path)["finished"]
    assert stops == deployment.total == 1 + len(deployment.steps)
    assert {name: c.address for name, c in system} == wanted
    record = read(deployment.path)
    assert record["finished"] and all(entry["verified"] for entry in record["contracts"].values())
    sent = {entry["tx"] for part in ("contracts", "calls") for entry in record[part].values()}
    assert len(sent) == len(deployment.steps) and "" not in sent
    assert set(owned(system).values()) == {system.timelock.address}


def test_run__answer_lost_between_sending_and_recording__found_on_the_chain(chain, prepare):
    deployment = prepare()
    nonce = chain.nonce(deployment.deployer.address)
    for sends, lose in ((1, "factory"), (3, "mine")):
        with pytest.raises(Stopped):
            prepare().run(_stop_after(sends if lose == "factory" else 3 - 1))
        record = json.loads(deployment.path.read_text())
        if lose == "factory":
            sent = record["factory"]["tx"]
            record["factory"] |= {"tx": None, "block": None}
        else:
            sent = record["contracts"].pop(lose)["tx"]
        deployment.path.write_text(json.dumps(record))
    prepare().run()
    record = read(deployment.path)
    assert record["factory"]["address"] == created_address(deployment.deployer.address, nonce)
    assert record["contracts"]["mine"]["tx"] == sent
    assert chain.nonce(deployment.deployer.address) == nonce + deployment.total


def test_run__finished__sends_nothing(chain, prepare):
    prepare().run()
    again = prepare()
    nonce, text = chain.nonce(again.deployer.address), again.path.read_text()
    heard = []
    system = again.run(lambda *step: heard.append(step))
    assert (heard, again.path.read_text(), chain.nonce(again.deployer.address)) == ([], text, nonce)
    assert system.mine.totalLife() == 0


def test_record__finished__addresses_arguments_and_hashes(prepare):
    deployment = prepare()
    deployment.run()
    record = json.loads(deployment.path.read_text())
    assert deployment.path.name == "ethereum-local-31337-xz.json"
    assert (record["set"], record["chain_id"], record["deployer"]) == ("paper", 31_337, deployment.deployer.address)
    token = record["contracts"]["token"]
    assert token["args"] == [record["contracts"]["mine"]["address"], str(deployment.plan.params.cap)]
    assert token["code_hash"].startswith("0x") and len(token["tx"]) == 66 and token["block"] > 0


@pytest.mark.parametrize("stopped", [True, False], ids=["unfinished", "finished"])
@pytest.mark.parametrize(
    "other",
    [dict(set_name="reconciled"), dict(account=21), dict(roles={"guardian": "0x" + "11" * 20})],
    ids=["set", "account", "role"],
)
def test_prepare__file_of_another_deployment__refused(prepare, stopped, other):
    """Half-finished or not, a deployment is never mixed with another one."""
    deployment = prepare()
    if stopped:
        with pytest.raises(Stopped):
            deployment.run(_stop_after(4))
    else:
        deployment.run()
    text = deployment.path.read_text()
    state = "an unfinished" if stopped else "a finished"
    with pytest.raises(DeploymentError, match=f"holds {state} deployment with .* use the same --"):
        prepare(**other)
    assert deployment.path.read_text() == text


def test_prepare__local_chain_started_anew__begins_again(chain, prepare):
    with chain.anchor(), pytest.raises(Stopped):
        prepare().run(_stop_after(5))
    assert prepare().done == 0
    prepare().run()


def _edited(path, **changes):
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def test_prepare__other_chain_with_code_at_the_same_addresses__set_aside(chain, prepare):
    """A node that was started anew: whatever stands at the recorded addresses now, it is not what was recorded."""
    first = prepare(system="zos")
    first.run()
    _edited(first.path, genesis="0x" + "11" * 32)
    text = first.path.read_text()
    deployment = prepare(system="zos", account=21)
    assert deployment.done == 0 and first.path.read_text() == text
    here = deployment.record["genesis"]
    assert deployment.aside == f"{first.path.name} is of a chain with the genesis 0x{'11' * 32}, this node's has {here}"
    deployment.run()
    assert [p.name for p in sorted(first.path.parent.iterdir())] == [
        "ethereum-local-31337-zos.aside-1.json",
        "ethereum-local-31337-zos.json",
    ]
    assert (first.path.parent / "ethereum-local-31337-zos.aside-1.json").read_text() == text
    assert read(first.path)["genesis"] == "0x" + chain.block_hash(0).hex()


def test_prepare__file_without_genesis_and_other_code_there__set_aside(chain, prepare):
    """Files of before say no genesis: their chain is known by the code."""
    first = prepare(system="zos")
    first.run()
    _edited(first.path, genesis=None)
    assert not prepare(system="zos").aside
    chain._rpc("anvil_setCode", first.record["contracts"]["mine"]["address"], "0x6000")
    assert "lists contracts that" in prepare(system="zos").aside


def test_attach__other_code_at_an_address__refused(chain, prepare):
    """A finished deployment is not said to be there where something else is."""
    deployment = prepare(system="zos")
    deployment.run()
    mine = deployment.record["contracts"]["mine"]["address"]
    chain._rpc("anvil_setCode", mine, "0x6000")
    with pytest.raises(DeploymentError, match=f"expected mine at {mine}, found other code there"):
        prepare(system="zos").attach()


def test_recorded__file_of_another_chain__refused_and_kept(chain, prepare):
    """What the console, mail and the gateway read."""
    deployment = prepare(system="zos")
    deployment.run()
    folder = deployment.path.parent
    assert recorded(chain.provider, "zos", folder)["finished"]
    _edited(deployment.path, genesis="0x" + "11" * 32)
    text = deployment.path.read_text()
    with pytest.raises(DeploymentError, match=r"is of a chain with the genesis 0x1111.*connect to the node that it is"):
        recorded(chain.provider, "zos", folder)
    assert deployment.path.read_text() == text


@pytest.mark.parametrize("text", ["", "{", "[]", '{"system": "xz"}', None], ids=["", "{", "[]", "one key", "cut"])
def test_prepare__broken_file__set_aside_on_a_local_chain_and_refused_on_a_shared_one(prepare, text):
    deployment = prepare(system="zos")
    if text is None:
        with pytest.raises(Stopped):
            deployment.run(_stop_after(4))
        text = deployment.path.read_text()[:-200]
    deployment.path.write_text(text)
    with pytest.raises(BrokenRecordError, match=r"expected a deployment as this suite writes it, .* cut off or edited"):
        read(deployment.path)
    again = prepare(system="zos")
    assert "cut off or edited" in again.aside and deployment.path.read_text() == text
    again.is_shared = True
    with pytest.raises(DeploymentError, match=r"cut off or edited.* Put it back as it was to go on"):
        again._take_up()
    assert deployment.path.read_text() == text
    again.is_shared = False
    again._take_up()
    kept = again.set_aside()
    assert kept.read_text() == text and not deployment.path.exists()


def test_read__url_with_a_key__cleaned_and_said(prepare, caplog):
    """Files of before kept the node's URL, and the page says to commit them."""
    deployment = prepare(system="zos")
    with pytest.raises(Stopped):
        deployment.run(_stop_after(2))
    _edited(deployment.path, network="ethereum:sepolia:https://user:SECRET@node.example/v2/SECRET?key=SECRET")
    found = read(deployment.path)
    kept = json.loads(deployment.path.read_text())
    assert kept["network"] == "ethereum:sepolia:https://node.example/…"
    assert found["factory"] == kept["factory"] and "change the key" in caplog.text
    caplog.clear()
    read(deployment.path)
    assert not caplog.text


def test_write__full_disk__file_of_before_stays(prepare, monkeypatch):
    """A record that cannot be written whole is not written; the step is found on the chain by the same command."""
    deployment = prepare(system="zos")
    with pytest.raises(Stopped):
        deployment.run(_stop_after(2))
    text = deployment.path.read_text()
    kept = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(text), kept[1]))
    try:
        with pytest.raises(DeploymentError, match=r"step mine: .*File too large.* the same command goes on"):
            prepare(system="zos").run()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, kept)
        signal.signal(signal.SIGXFSZ, ignored)
    assert deployment.path.read_text() == text and list(deployment.path.parent.iterdir()) == [deployment.path]
    prepare(system="zos").run()
    assert all(entry["tx"] for entry in read(deployment.path)["contracts"].values())


def test_run__step_reverts__says_which_and_goes_on_later(chain, prepare):
    deployment = prepare()
    with pytest.raises(Stopped):
        deployment.run(_stop_after(6))
    factory = deployment.record["factory"]["address"]
    with chain.anchor():
        chain._rpc("anvil_setCode", factory, "0x60006000fd")
        with pytest.raises(DeploymentError, match=r"step factory: .*6 of 65 steps are done: the same command goes on"):
            prepare().run()
    prepare().run()


def test_verify__other_code_at_an_address__refused(chain, prepare):
    """Immutables count: a feed with another quorum has the code of a feed, and is refused."""
    deployment = prepare()
    steps = len(deployment.plan.steps)
    with pytest.raises(Stopped):
        deployment.run(_stop_after(steps))
    feed = deployment.record["contracts"]["feed_temperature"]["address"]
    code = chain.code(feed)
    changed = code[:-1] + bytes([code[-1] ^ 1])
    chain._rpc("anvil_setCode", feed, "0x" + changed.hex())
    with pytest.raises(
        DeploymentError, match=f"feed_temperature at {feed}: expected the code that CabinetFeed compiles to"
    ):
        prepare().run()
    assert not read(deployment.path)["finished"]


def test_check_power__shared_network_and_roles_with_the_deployer__refused(prepare):
    deployment = prepare()
    deployment.run()
    deployment.is_shared = True
    with pytest.raises(DeploymentError, match=r"still holds mine.guardian, nft.registrar, .* expected nothing"):
        deployment.check_power()


def test_run__shared_network_and_old_code_in_the_cache__refused_before_anything_is_sent(
    chain, prepare, tmp_path, monkeypatch
):
    """A kept file with the right name and the code of another day."""
    deployment = prepare()
    deployment.is_shared = True
    artifacts.artifact("Deployer")
    (kept,) = artifacts._CACHE.glob("Deployer-*.json")
    old = json.loads(kept.read_text()) | {"initcode": "60016000f3"}
    (tmp_path / kept.name).write_text(json.dumps(old))
    monkeypatch.setattr(artifacts, "_CACHE", tmp_path)
    monkeypatch.setattr(artifacts, "artifact", artifacts.artifact.__wrapped__)
    nonce = chain.nonce(deployment.deployer.address)
    with pytest.raises(DeploymentError, match=r"Deployer: expected the artifact to be what .*\.sol compiles to"):
        deployment.run()
    assert chain.nonce(deployment.deployer.address) == nonce and not deployment.path.exists()


def test_check_power__owner_named__owns_everything(chain, prepare):
    owner = chain.account(25).address
    system = prepare(roles={"owner": owner}).run()
    assert set(owned(system).values()) == {owner}


def test_check_funds__too_little__says_how_much(chain, prepare):
    deployment = prepare()
    chain.fund(deployment.deployer.address, 10**15)
    with pytest.raises(DeploymentError, match=r"holds 0\.001000 of the coin, expected at least 0\.\d{6}"):
        deployment.check_funds(deployment.bill(), 2 * 10**9)


def test_check_idle__transactions_wait__refused(chain, prepare):
    deployment = prepare()
    sender = deployment.deployer.address
    with chain.told():
        chain._rpc("eth_sendTransaction", {"from": sender, "to": sender, "gas": "0x5208", "gasPrice": "0x0"})
        with pytest.raises(DeploymentError, match=r"1 transactions of .* wait to be mined"):
            deployment.check_idle()
        chain._rpc("anvil_dropAllTransactions")


def test_prepare__role_of_an_existing_contract_without_code__refused(prepare):
    with pytest.raises(DeploymentError, match=r"role router: expected a contract at 0x1111"):
        prepare(roles={"router": "0x" + "11" * 20})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("king=0x" + "11" * 20, "expected a role of owner, guardian, .* got 'king'"),
        ("guardian=0x11", "role guardian: expected an address, got '0x11'"),
        ("guardian", "role guardian: expected an address, got ''"),
        ("guardian=0x" + "11" * 20 + ",0x" + "22" * 20, "role guardian: expected an address"),
        ("guardian=0x" + "00" * 20, "role guardian: expected an account, got the zero address"),
        ("signers=", "role signers: expected addresses with commas between them, got ''"),
        ("signers=0x" + "11" * 20 + ",0x22", "role signers: expected addresses with commas between them, got '0x22'"),
        ("signers=0x" + "ab" * 20 + ",0x" + "AB" * 20, "role signers: expected different addresses, got .* twice"),
        ("keyholders=0x" + "11" * 20, "expected a role of owner, guardian, .* got 'keyholders'"),
    ],
)
def test_roles_of__bad_text__refused(text, message):
    with pytest.raises(DeploymentError, match=message):
        roles_of("xz", [text])


def test_roles_of__one_role_twice__refused():
    with pytest.raises(DeploymentError, match="role guardian: expected to be named once, got it again"):
        roles_of("xz", ["guardian=0x" + "11" * 20, "guardian=0x" + "22" * 20])


def test_roles_of__several_signers__a_list():
    one, two = "0x" + "11" * 20, "0x" + "22" * 20
    assert roles_of("xz", [f"signers={one},{two}", f"guardian={one}"]) == {"signers": [one, two], "guardian": one}


@pytest.mark.parametrize("system", SYSTEMS)
def test_roles_in__every_system__asks_for_a_guardian_and_for_what_its_plan_reads(system, chain):
    """No role of a plan is left to the deployer of a shared network because nobody listed it."""
    asked = set()

    class Roles(dict):
        def get(self, name, default=None):
            asked.add(name)
            return default

        def __contains__(self, name):
            return False

    made = plan(chain, system, "paper", chain.account(20))
    made.roles = Roles()
    with chain.anchor():
        made.deploy()
    assert "guardian" in roles_in(system).needed
    assert asked - {"owner"} == {*roles_in(system).accounts, *roles_in(system).lists}


# list roles: ZZM's investors and keyholders


def _addresses(first, count):
    return [f"0x{i:040x}" for i in range(first, first + count)]


def test_prepare__named_investors_and_keyholders__are_paid_and_hold_the_treasury(chain, prepare):
    """ZZM-2, ZZM-4: a file of the deployment keeps both lists, and the same lists find it again."""
    roles = {"investors": _addresses(0x1000, 3), "keyholders": _addresses(0x2000, 5), "team": chain.account(25).address}
    system = prepare(system="zzm", roles=roles).run()
    assert treasury.treasury(system).getOwners() == roles["keyholders"]
    assert treasury.treasury(system).getThreshold() == 5
    grants = [system.vesting.grant_of(i) for i in range(system.vesting.grants())]
    assert [terms["beneficiary"] for terms, _, _ in grants] == [*roles["investors"], roles["team"]]
    share = 50_000_000 * ZZM // 3
    assert [amount for _, amount, _ in grants[:3]] == [share + 1, share + 1, share]
    again = prepare(system="zzm", roles=roles)
    assert again.record["finished"] and again.record["roles"] == roles
    with pytest.raises(DeploymentError, match="use the same --role"):
        prepare(system="zzm", roles=roles | {"investors": _addresses(0x1000, 2)})


@pytest.mark.parametrize(
    ("role", "addresses", "message"),
    [
        ("keyholders", _addresses(0x2000, 4), "role keyholders: expected 5 different addresses, got 4$"),
        ("keyholders", _addresses(0x2000, 6), "role keyholders: expected 5 different addresses, got 6"),
        ("keyholders", _addresses(0x2000, 4) * 2, "role keyholders: expected 5 different .* got 8, 4 of them"),
        ("keyholders", _addresses(1, 5), "role keyholders: expected accounts that can sign, got 0x0+1,"),
        ("investors", _addresses(0x1000, 32), "role investors: expected at most 31 addresses, got 32"),
    ],
)
def test_prepare__list_that_a_system_cannot_use__refused(prepare, tmp_path, role, addresses, message):
    with pytest.raises(DeploymentError, match=message):
        prepare(system="zzm", roles={role: addresses})
    assert not list(tmp_path.iterdir())


def test_bill__contracts_of_the_network_named__played_by_local_ones(chain, prepare):
    """ZZM on a network that has a stablecoin, a router, wrapped bitcoin and Safe's contracts."""
    there = prepare(system="zzm").run()
    prepare(system="zzm").path.unlink()
    roles = {name: there.contracts[name].address for name in roles_in("zzm").existing}
    deployment = prepare(system="zzm", account=21, roles=roles)
    bill = {item.name: item.gas for item in deployment.bill()}
    assert all(bill[name] == 0 for name in roles) and bill["treasury"] > 300_000
    system = deployment.run()
    assert treasury.treasury(system).address != treasury.treasury(there).address
    assert {name: system.contracts[name].address for name in roles} == roles


def test_check_roles__shared_network_and_the_deployer_in_a_list__refused(chain, prepare):
    deployment = prepare(system="zzm")
    deployment.is_shared = True
    with pytest.raises(DeploymentError, match="investors, keyholders, stablecoin, router, bitcoin missing"):
        deployment._check_roles()
    deployment.plan.roles.update({role: "0x" + "11" * 20 for role in roles_in("zzm").needed})
    deployment.plan.roles["keyholders"] = [*_addresses(0x2000, 4), deployment.deployer.address]
    with pytest.raises(DeploymentError, match="role keyholders: expected another account than the deployer"):
        deployment._check_roles()


# the command


@pytest.fixture(scope="module")
def lasting():
    """An Anvil that somebody else started, as the command wants it."""
    with anvil_node() as url, pytest.MonkeyPatch.context() as patch:
        patch.setenv("APE_FOUNDRY_HOST", url)
        provider = ape.networks.ethereum.local.get_provider("foundry", provider_settings={"host": url})
        provider.connect()
        yield AnvilEngine(provider)


@pytest.fixture
def started(lasting):
    """That Anvil; what a test deploys is undone."""
    with lasting.anchor():
        yield lasting


@pytest.fixture
def command(started, tmp_path, monkeypatch):
    """Runs the command on the Anvil; returns its exit code and what it said."""
    monkeypatch.setattr(Deployment.__init__, "__defaults__", (None, tmp_path))

    def run(account=None, set_name="paper", roles=(), provider=started.provider, **options):
        said = io.StringIO()
        monkeypatch.setattr(ape.networks, "active_provider", provider)
        code = deploy_command.deploy(Console(file=said, width=160), "xz", account, set_name, roles, **options)
        return code, said.getvalue()

    return run


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (dict(), "expected an account to send from, got none: name one with --account"),
        (dict(account="nobody"), "ape has no account 'nobody'"),
        (dict(account="TEST::99"), "expected TEST::0 to TEST::39, got TEST::99"),
        (dict(account="TEST::20", set_name="dream"), "expected a set of paper, reconciled, got 'dream'"),
        (dict(account="TEST::20", roles=("king=0x00",)), "expected a role of owner"),
        (dict(account="0x" + "11" * 20), "ape has no account '0x1111"),
    ],
)
def test_command__bad_options__says_what_was_expected(command, started, tmp_path, options, message):
    block = started._rpc("eth_blockNumber")
    code, said = command(**options)
    assert code == 2 and "Not deployed:" in said and message in said and "Traceback" not in said
    assert started._rpc("eth_blockNumber") == block and not list(tmp_path.iterdir())


def test_command__dry_run_for_any_address__bill_only(command, started, tmp_path):
    block = started._rpc("eth_blockNumber")
    code, said = command(account="0x" + "11" * 20, dry_run=True)
    assert code == 0 and "left to send" in said and "Nothing was sent." in said and "XZMine" in said
    assert started._rpc("eth_blockNumber") == block and not list(tmp_path.iterdir())


def test_command__test_account__deploys_with_signed_transactions(command, started, tmp_path):
    code, said = command(account="TEST::20")
    assert code == 0 and "Deployed and verified: 38 contracts" in said, said
    code, said = command(account="TEST::20")
    assert code == 0 and "Already deployed, nothing to do" in said


def test_command__shared_network__wants_every_role(prepare, monkeypatch):
    deployment = prepare()
    deployment.is_shared = True
    with pytest.raises(
        DeploymentError, match=f"expected the roles {', '.join(LIVE_ROLES)}; {', '.join(LIVE_ROLES)} missing"
    ):
        deployment._check_roles()
    deployment.plan.roles.update({role: deployment.deployer.address for role in LIVE_ROLES})
    with pytest.raises(DeploymentError, match="role guardian: expected another account than the deployer"):
        deployment._check_roles()


def test_connect__no_network__says_so(monkeypatch):
    from wuxing.engine.ape_network import connect

    monkeypatch.setattr(ape.networks, "active_provider", None)
    with pytest.raises(EngineError, match="expected ape to be connected to a network"):
        connect()


def test_path_of__network__named_after_it(chain, tmp_path):
    assert path_of(chain.provider, "xz", tmp_path).name == "ethereum-local-31337-xz.json"
