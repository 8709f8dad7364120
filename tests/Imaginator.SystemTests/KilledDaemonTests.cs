using System.Globalization;
using Imaginator.SystemTests.Site;

namespace Imaginator.SystemTests;

/// <summary>What a killed daemon leaves outside of its state directory, the next one finds from the record there.</summary>
public sealed class KilledDaemonTests
{
    // mountinfo: ID PARENT MAJOR:MINOR ROOT MOUNTPOINT ...
    private const int MountPointField = 4;

    [Fact]
    public async Task ControlGroups_BelowAnotherParent_AreRemovedByTheNextDaemon()
    {
        var mark = (100_000_000 + Random.Shared.Next(100_000_000)).ToString(CultureInfo.InvariantCulture);
        using var site = new BuildSite();
        site.Stream("held", "base", ("scripts/hold", $"#!/bin/sh\nsleep {mark}\n"));
        var parent = Directory.CreateDirectory(Path.Combine(Hierarchy(), $"imaginator-test-{Guid.NewGuid():N}")).FullName;
        try
        {
            await using (var killed = await site.StartDaemonInAsync(parent))
            {
                using var build = killed.StartTool("build-image", "held");
                await Wait.UntilAsync(() => Groups(parent).Length > 0 && IsRunning(mark));
                killed.Kill();
                await killed.WaitAsync();
                await build.WaitAsync();
            }

            Assert.NotEmpty(Groups(parent));
            await using var next = await site.StartDaemonAsync();
            await Wait.UntilAsync(() => Groups(parent).Length == 0);
            Assert.False(IsRunning(mark));
        }
        finally
        {
            foreach (var group in Groups(parent))
            {
                Directory.Delete(group);
            }

            await Wait.UntilAsync(() => File.ReadAllText(Path.Combine(parent, "cgroup.procs")).Length == 0);
            Directory.Delete(parent);
        }
    }

    private static string[] Groups(string parent) => Directory.GetDirectories(parent, "imaginator-*");

    /// <summary>A hierarchy in which groups can be made: that of processes in version 1, or version 2.</summary>
    private static string Hierarchy() => File.ReadLines("/proc/self/mountinfo")
        .Select(line => line.Split(" - "))
        .Where(halves => halves[1].StartsWith("cgroup2 ", StringComparison.Ordinal)
            || (halves[1].StartsWith("cgroup ", StringComparison.Ordinal) && halves[1].Split(' ')[2].Split(',').Contains("pids")))
        .Select(halves => halves[0].Split(' ')[MountPointField])
        .First();

    private static bool IsRunning(string mark) => Directory.GetDirectories("/proc")
        .Where(path => int.TryParse(Path.GetFileName(path), out _))
        .Any(path => BuildSite.CommandLine(path).TrimEnd() == $"sleep {mark}");
}
