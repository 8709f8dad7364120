
namespace Imaginator.Operations.Tests.Packaging;

/// <summary>The systemd unit, looked at by systemd's own tool and run by a real systemd.</summary>
public sealed class SystemdTests(CleanRoot machine)
{
    [Fact]
    public async Task Unit_IsVerifiedBySystemd()
    {
        var output = await machine.RunAsync("""
            set -e
            dpkg -i /package.deb
            systemd-analyze verify /lib/systemd/system/imaginator.service 2>&1 | grep imaginator.service >/run/said || true
            # There is no man here to ask for the page.
            grep -v "man imaginator" /run/said && exit 1
            echo complete
            """);

        Assert.True(output.EndsWith("complete\n", StringComparison.Ordinal), output);
    }

    [Fact]
    public async Task Service_BuildsUnderItsHardeningComesBackAndStaysAwayWhenStopped()
    {
        var output = await machine.RunAsync(MachineScripts.Install + """
            mkdir -p /etc/systemd/system/imaginator.service.d
            printf '[Service]\nWatchdogSec=10\nTimeoutAbortSec=2\n' >/etc/systemd/system/imaginator.service.d/test.conf
            echo REQUIRE_CONTAINMENT=false >>/etc/default/imaginator # not every machine of tests has all protections
            systemctl daemon-reload
            trap 'status=$?; [ $status = 0 ] || { echo "ended with status $status: $BASH_COMMAND"; journalctl -u imaginator -o short-precise --no-pager; }' EXIT
            pid() { systemctl show imaginator -p MainPID --value; }
            # The process first: the one that the watchdog kills can still answer.
            is_new() { local now=$(pid); [ "$now" != 0 ] && [ "$now" != "$1" ] && is_ready; }

            # Started means ready.
            systemctl start imaginator
            is_ready
            builder-tool build-image app
            journalctl --sync
            journalctl -u imaginator -p warning -o cat >/run/warnings
            grep -q "WRN PortMux" /run/warnings
            grep -q " INF " /run/warnings && exit 1

            # The watchdog is fed: twice its time, and still the same process.
            first=$(pid)
            sleep 21
            test "$first" = "$(pid)"

            # Killed, and hung, it is back.
            kill -9 "$first"
            wait_for 120 is_new "$first"
            second=$(pid)
            kill -STOP "$second"
            wait_for 120 is_new "$second"
            test "$(systemctl show imaginator -p NRestarts --value)" = 2

            systemctl reload imaginator
            wait_for 120 grep -q SIGHUP /var/log/imaginator/latest
            systemctl stop imaginator
            is_gone
            test "$(systemctl show imaginator -p Result --value)" = success
            sleep 4
            is_gone

            # A daemon that cannot start is given up.
            mv /etc/imaginator/conf.json /etc/imaginator/right.json
            echo '{' >/etc/imaginator/conf.json
            printf '[Service]\nRestartSec=100ms\n' >/etc/systemd/system/imaginator.service.d/fast.conf
            systemctl daemon-reload
            systemctl reset-failed imaginator
            systemctl start --no-block imaginator
            is_failed() { [ "$(systemctl is-active imaginator)" = failed ]; }
            wait_for 240 is_failed
            journalctl --sync
            journalctl -u imaginator -n 100 --no-pager | grep -q "not JSON"
            mv /etc/imaginator/right.json /etc/imaginator/conf.json
            systemctl reset-failed imaginator

            # The classic way leads to systemd too.
            service imaginator start
            is_ready
            test "$(systemctl is-active imaginator)" = active
            service imaginator stop
            is_gone
            echo complete
            """, systemd: true);

        Assert.True(output.EndsWith("complete\n", StringComparison.Ordinal), output);
    }
}
