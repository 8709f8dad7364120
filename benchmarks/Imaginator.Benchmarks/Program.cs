using BenchmarkDotNet.Environments;
using Imaginator.Benchmarks;
using Imaginator.Benchmarks.Growth;
using Imaginator.Benchmarks.Library;
using Imaginator.Benchmarks.Results;
using Imaginator.Benchmarks.WholeSystem;

const int Regressed = 3;

// As the bootstrap command of the builds whose growth is measured.
if (args is [FileMaker.Command, var directory, var count, var size])
{
    FileMaker.Make(directory, count, size);
    return 0;
}

var arguments = new BenchmarkArguments(args);
try
{
    return Measure();
}
catch (InvalidOperationException e)
{
    Console.Error.WriteLine($"benchmarks: {e.Message}");
    return 1;
}

int Measure()
{
    IBenchmarkPart[] parts =
    [
        .. arguments.RunsSystem ? new IBenchmarkPart[] { new SystemPart(arguments) } : [],
        .. arguments.RunsLibrary ? new IBenchmarkPart[] { new LibraryPart(arguments) } : [],
    ];
    var cpu = HostEnvironmentInfo.GetCurrent().Cpu.Value?.ProcessorName?.Trim() ?? "unknown processor";
    var machine = $"{cpu}, {Environment.ProcessorCount} cores, {BenchmarkTree.Medium}";
    var accepted = AcceptedRatios.Read(arguments.AcceptedFile);
    var comparison = new Comparison(accepted.Of(machine));
    MeasuredRatio[] results = [.. parts.SelectMany(part => Measured(part, comparison)).OrderBy(ratio => ratio.Key, StringComparer.Ordinal)];
    IReadOnlyList<GrowthPoint> growth = arguments.RunsGrowth ? GrowthMeasurement.Run(arguments) : [];
    if (results.Length > 0)
    {
        Console.WriteLine($"\nOn {machine}, beside what was accepted before ({arguments.AcceptedFile}):\n");
        Console.WriteLine(comparison.ToTable(results));
    }

    if (growth.Count > 0)
    {
        Console.WriteLine($"\n{GrowthPoint.ToTable(growth)}");
    }

    Console.WriteLine($"Results: {ResultFile.Write(arguments.ResultDirectory, arguments.Commit, machine, results, growth)}");
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
}

IEnumerable<MeasuredRatio> Measured(IBenchmarkPart part, Comparison comparison)
{
    var ratios = part.Measure(groups: null).ToDictionary(ratio => ratio.Key);

    // What is accepted is what every run reaches.
    for (var again = 0; again < 2 && arguments.IsAccepted; again++)
    {
        foreach (var ratio in part.Measure(groups: null))
        {
            ratios[ratio.Key] = ratios[ratio.Key].Ratio >= ratio.Ratio ? ratios[ratio.Key] : ratio;
        }
    }

    // The machine has other guests: what looks worse is measured again, and its best counts.
    for (var again = 0; again < 3 && !arguments.IsAccepted && ratios.Values.Any(comparison.IsWorse); again++)
    {
        var worse = ratios.Values.Where(comparison.IsWorse).Select(ratio => ratio.Group).ToHashSet();
        foreach (var ratio in part.Measure(worse))
        {
            ratios[ratio.Key] = ratios.TryGetValue(ratio.Key, out var before) && before.Ratio <= ratio.Ratio ? before : ratio;
        }
    }

    return ratios.Values;
}
