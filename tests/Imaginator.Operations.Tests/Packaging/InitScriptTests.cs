namespace Imaginator.Operations.Tests.Packaging;

/// <summary>The init script with the real start-stop-daemon, in a machine without systemd.</summary>
public sealed class InitScriptTests(CleanRoot machine)
{
    [Fact]
    public async Task Service_StartsComesBackReloadsAndStaysAwayWhenStopped()
    {
        var output = await machine.RunAsync(MachineScripts.Install + """
            # Each setting becomes its flag.
            printf '%s\n' LOGBUF_LINES=77 LOG_DIR=/var/log/elsewhere LOG_QUOTA=5MiB STATE_DIR=/var/lib/imaginator/x \
                CONFIGURATION_URL=/etc/imaginator/conf.json VARIABLES_FILE=/etc/imaginator/variables >>/etc/default/imaginator
            echo REQUIRE_CONTAINMENT=false >>/etc/default/imaginator # not every machine of tests has all protections
            (umask 077; echo "PASSWORD=secret1" >/etc/imaginator/variables)

            service imaginator status && exit 1
            service imaginator start
            is_ready
            service imaginator status
            daemon=$(cat /run/imaginator/daemon.pid)
            tr '\0' ' ' </proc/$daemon/cmdline; echo
            builder-tool build-image app
            service imaginator start
            test "$daemon" = "$(cat /run/imaginator/daemon.pid)"

            # Killed, it is back.
            kill -9 "$daemon"
            wait_for 120 eval '! kill -0 '"$daemon"' && is_ready'
            test "$daemon" != "$(cat /run/imaginator/daemon.pid)"

            service imaginator reload
            wait_for 120 grep -q SIGHUP /var/log/elsewhere/latest
            service imaginator force-reload
            daemon=$(cat /run/imaginator/daemon.pid)
            service imaginator restart
            is_ready
            test "$daemon" != "$(cat /run/imaginator/daemon.pid)"

            # Stopped, it stays away, and its keeper too.
            service imaginator stop
            is_gone
            sleep 3
            is_gone
            test -z "$(pgrep -f imaginator-keep || true)"
            service imaginator stop
            status=0; service imaginator status || status=$?
            test $status = 3
            echo complete
            """);

        Assert.True(output.EndsWith("complete\n", StringComparison.Ordinal), output);
        Assert.Contains(
            "/usr/lib/imaginator/imaginator -configurationUrl=/etc/imaginator/conf.json -logDir=/var/log/elsewhere -logQuota=5MiB "
            + "-logbufLines=77 -stateDir=/var/lib/imaginator/x -variablesFile=/etc/imaginator/variables "
            + "-readyFile=/run/imaginator/ready", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FailingStart_IsSaidTriedAgainAfterTenSecondsAndCanBeStopped()
    {
        var output = await machine.RunAsync(MachineScripts.Install + """
            mv /etc/imaginator/conf.json /etc/imaginator/right.json
            echo '{' >/etc/imaginator/conf.json
            status=0; service imaginator start >/run/said 2>&1 || status=$?
            test $status = 1
            grep -q "/etc/imaginator/conf.json:.*not JSON" /run/said
            grep -q "Cannot start" /var/log/imaginator/latest
            first=$(ls /var/log/imaginator/imaginator.*.log | wc -l)
            sleep 3
            test "$first" = "$(ls /var/log/imaginator/imaginator.*.log | wc -l)"

            # Mended, it comes up by itself.
            mv /etc/imaginator/right.json /etc/imaginator/conf.json
            wait_for 120 is_ready
            service imaginator stop

            # Stopped in the pause, nothing is left.
            echo '{' >/etc/imaginator/conf.json
            service imaginator start && exit 1
            service imaginator stop
            is_gone
            sleeps_no_more() { ! pgrep -x sleep; }
            wait_for 120 sleeps_no_more
            echo complete
            """);

        Assert.True(output.EndsWith("complete\n", StringComparison.Ordinal), output);
    }

    [Fact]
    public async Task KilledKeeper_TakesTheDaemonAlongAndCanBeStartedAgain()
    {
        var output = await machine.RunAsync(MachineScripts.Install + """
            service imaginator start
            kill -9 "$(cat /run/imaginator/keeper.pid)"
            wait_for 120 is_gone
            status=0; service imaginator status || status=$?
            test $status = 1
            service imaginator start
            is_ready
            service imaginator stop
            is_gone
            echo complete
            """);

        Assert.True(output.EndsWith("complete\n", StringComparison.Ordinal), output);
    }
}
