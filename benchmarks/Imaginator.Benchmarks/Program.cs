using System.Diagnostics;
using BenchmarkDotNet.Environments;
using Imaginator.Benchmarks;
using Imaginator.Benchmarks.Gate;
using Imaginator.Benchmarks.Growth;
using Imaginator.Benchmarks.Library;
using Imaginator.Benchmarks.Results;
using Imaginator.Benchmarks.WholeSystem;

const int Regressed = 3;

// Ratios that are accepted on a machine with more noise would let regressions pass.
const double QuietNoise = 0.25;

// With --short, no repetition begins later than this: the whole run takes at most 3 minutes.
const int SecondsToRepeat = 150;

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
    var started = Stopwatch.GetTimestamp();
    List<IBenchmarkPart> parts = [];
    try
    {
        if (arguments.RunsSystem)
        {
            parts.Add(new SystemPart(arguments));
        }

        if (arguments.RunsLibrary)
        {
            parts.Add(new LibraryPart(arguments));
        }

        var cpu = HostEnvironmentInfo.GetCurrent().Cpu.Value?.ProcessorName?.Trim() ?? "unknown processor";
        var machine = $"{cpu}, {Environment.ProcessorCount} cores, {BenchmarkTree.Medium}";
        var accepted = AcceptedRatios.Read(arguments.AcceptedFile);
        var result = arguments.IsAccepted ? Accept(parts, machine, accepted) : Compare(parts, machine, accepted);
        Console.WriteLine($"Took {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s");
        return result;
    }
    finally
    {
        parts.ForEach(part => part.Dispose());
    }
}

int Compare(IReadOnlyList<IBenchmarkPart> parts, string machine, AcceptedRatios accepted)
{
    var gate = new RegressionGate(accepted.Of(machine));
    var run = new GatedRun(parts, gate, TimeProvider.System, arguments.IsShort ? TimeSpan.FromSeconds(SecondsToRepeat) : Timeout.InfiniteTimeSpan);
    run.Measure();
    IReadOnlyList<GrowthPoint> growth = arguments.RunsGrowth ? GrowthMeasurement.Run(arguments) : [];
    if (gate.Best.Count > 0)
    {
        Console.WriteLine($"\nOn {machine}, compared with the accepted ratios ({arguments.AcceptedFile}):\n");
        Console.WriteLine(gate.ToTable(run.NoiseOf));
        Console.WriteLine("noise: the largest difference between two runs of the same command one after the other\n");
    }

    Write(machine, gate.Best, growth);
    if (gate.Regressed is not { Count: > 0 } regressed)
    {
        return 0;
    }

    Console.WriteLine(
        $"benchmarks failed: {regressed.Count} {(regressed.Count == 1 ? "ratio is" : "ratios are")} at least twice as bad as accepted in "
        + $"{RegressionGate.Repetitions} measurements; correct the cause, or accept the new ratios on a quiet machine: ./bench.sh --accept");
    return Regressed;
}

// What is accepted is what every run reaches: the worst of three.
int Accept(IReadOnlyList<IBenchmarkPart> parts, string machine, AcceptedRatios accepted)
{
    MeasuredRatio[] worst =
    [
        .. Enumerable.Range(0, RegressionGate.Repetitions).SelectMany(_ => parts.SelectMany(part => part.Measure(null)))
            .GroupBy(ratio => ratio.Key, StringComparer.Ordinal)
            .Select(ratios => ratios.MaxBy(ratio => ratio.Ratio)!)
            .OrderBy(ratio => ratio.Key, StringComparer.Ordinal),
    ];
    Write(machine, worst, []);
    var noise = parts.Select(part => part.Noise).DefaultIfEmpty().Max();
    if (noise > QuietNoise)
    {
        throw new InvalidOperationException(
            $"cannot accept the ratios: the machine is not quiet, two runs of the same command differ by {noise:0%}; "
            + "stop other work on the machine and try again");
    }

    accepted.Accept(machine, worst);
    Console.WriteLine($"Accepted: {arguments.AcceptedFile}");
    return 0;
}

void Write(string machine, IReadOnlyList<MeasuredRatio> ratios, IReadOnlyList<GrowthPoint> growth)
{
    if (growth.Count > 0)
    {
        Console.WriteLine($"\n{GrowthPoint.ToTable(growth)}");
    }

    Console.WriteLine($"Results: {ResultFile.Write(arguments.ResultDirectory, arguments.Commit, machine, ratios, growth)}");
}
