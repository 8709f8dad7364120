using System.Globalization;
using System.Text.RegularExpressions;
using Imaginator.SystemTests.Site;

namespace Imaginator.Operations.Tests.Faults;

/// <summary>
/// Single system calls of the published programs fail, from outside of them, during builds, publications, downloads, collections, starts
/// and stops: a short run of <c>./test.sh --long faults</c>.
/// </summary>
public sealed partial class FaultTests
{
    // One that fails repeats with FIRST=NUMBER RUNS=1 and this seed.
    private static readonly Dictionary<string, string?> ShortRun = new() { ["RUNS"] = "50", ["SEED"] = "1" };

    [Fact]
    public async Task EveryFault_IsReported_AndSpoilsNothing()
    {
        var script = RepositoryFiles.ExistingPathOf("tests", "long", "faults.sh");

        var run = await RunningProgram.RunAsync("timeout", ["--kill-after=20", "400", script], ShortRun);

        Assert.True(run.ExitCode == 0, $"exit status {run.ExitCode}:\n{run.Output}\n{run.Error}");

        // Without faults there is nothing to report: most of them must have happened.
        Assert.InRange(int.Parse(Happened().Match(run.Error).Groups[1].ValueSpan, CultureInfo.InvariantCulture), 40, 50);
    }

    [GeneratedRegex("([0-9]+) of 50 faults happened")]
    private static partial Regex Happened();
}
