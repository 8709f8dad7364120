using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using Imaginator.Benchmarks;
using Imaginator.Benchmarks.Results;

const int Regressed = 3;

// --short: one quick pass, as CI does. --accept: later runs are compared with this one. Everything else goes to
// BenchmarkDotNet; without a choice everything runs.
var arguments = BenchmarkArguments.Parse(args);
var summaries = BenchmarkSwitcher.FromAssembly(typeof(BenchmarkConfiguration).Assembly)
    .Run(arguments.Choice, new BenchmarkConfiguration(arguments.IsShort)).ToList();

// Only what was measured is a success: BenchmarkDotNet itself says so in its output only.
if (summaries.Count == 0 || summaries.Any(summary =>
        summary.HasCriticalValidationErrors || !summary.Reports.All(report => report.Success)))
{
    return 1;
}

var machine = MachineOf(summaries[0]);
var accepted = AcceptedRatios.Read(arguments.AcceptedFile);
var comparison = new Comparison(accepted.Of(machine));
var ratios = RatioReader.Read(summaries).ToDictionary(ratio => ratio.Key);

// The machine has other guests: what looks worse is measured again, and its best counts.
for (var again = 0; again < 3 && !arguments.IsAccepted && ratios.Values.Any(comparison.IsWorse); again++)
{
    var worse = ratios.Values.Where(comparison.IsWorse).Select(ratio => ratio.Class).Distinct().ToArray();
    foreach (var ratio in RatioReader.Read(
        BenchmarkSwitcher.FromTypes(worse).Run(["--filter", "*"], new BenchmarkConfiguration(arguments.IsShort))))
    {
        ratios[ratio.Key] = ratios.TryGetValue(ratio.Key, out var before) && before.Ratio <= ratio.Ratio ? before : ratio;
    }
}

MeasuredRatio[] results = [.. ratios.Values.OrderBy(ratio => ratio.Key, StringComparer.Ordinal)];
Console.WriteLine($"\nOn {machine}, beside what was accepted before ({arguments.AcceptedFile}):\n");
Console.WriteLine(comparison.ToTable(results));
Console.WriteLine($"Results: {ResultFile.Write(arguments.ResultDirectory, arguments.Commit, machine, results)}");
if (arguments.IsAccepted)
{
    accepted.Accept(machine, results);
    Console.WriteLine($"Accepted: {arguments.AcceptedFile}");
    return 0;
}

var regressions = results.Count(comparison.IsWorse);
if (regressions > 0)
{
    Console.WriteLine(
        $"{regressions} got worse by more than a fifth. Mend it, or accept it: ./bench.sh --short --accept, and commit.");
}

return regressions == 0 ? 0 : Regressed;

static string MachineOf(Summary summary) =>
    $"{summary.HostEnvironmentInfo.Cpu.Value?.ProcessorName?.Trim() ?? "unknown processor"}, {Environment.ProcessorCount} cores";
