namespace Imaginator.Benchmarks;

/// <summary>What the command line asks for.</summary>
/// <param name="Arguments">All of it.</param>
/// <remarks>
/// Without a choice, both parts run, and the growth of the long form. <c>--library</c>, <c>--system</c> and <c>--growth</c>
/// choose. What is not known here goes to BenchmarkDotNet, for the library's part, which then runs alone.
/// </remarks>
internal sealed record BenchmarkArguments(string[] Arguments)
{
    private static readonly string[] Switches = ["--short", "--accept", "--library", "--system", "--growth"];
    private static readonly string[] Values =
        ["--commit=", "--results=", "--accepted=", "--distribution=", "--demo-state=", "--archive="];

    /// <summary>Quickly, as CI does.</summary>
    public bool IsShort => Has("--short");

    /// <summary>Whether later runs are compared with this one.</summary>
    public bool IsAccepted => Has("--accept");

    /// <summary>Whether parts of the library are measured.</summary>
    public bool RunsLibrary => Has("--library") || IsForBenchmarkDotNet || !HasChoice;

    /// <summary>Whether the programs are measured.</summary>
    public bool RunsSystem => Has("--system") || (!HasChoice && !IsForBenchmarkDotNet);

    /// <summary>Whether it is measured how time and memory grow with what is built.</summary>
    public bool RunsGrowth => Has("--growth") || (!HasChoice && !IsForBenchmarkDotNet && !IsShort);

    /// <summary>What results are named after.</summary>
    public string Commit => Value("--commit=") ?? "unknown";

    /// <summary>Where they go.</summary>
    public string ResultDirectory => Value("--results=") ?? "artifacts/benchmarks";

    /// <summary>The ratios that were accepted before.</summary>
    public string AcceptedFile => Value("--accepted=") ?? "benchmarks/accepted.json";

    /// <summary>Where the programs are.</summary>
    public string Distribution => Path.GetFullPath(Value("--distribution=") ?? "artifacts/dist");

    /// <summary>A state directory that may have the image that the demo builds.</summary>
    public string DemoState => Path.GetFullPath(Value("--demo-state=") ?? "artifacts/demo/state");

    /// <summary>The Debian archive to build a tree from where the demo's image is missing: URL, suite, component.</summary>
    public string[] Archive => Value("--archive=")?.Split(' ') ?? [];

    /// <summary>What BenchmarkDotNet is told to run.</summary>
    public string[] Choice => Foreign is { Length: > 0 } foreign ? foreign : ["--filter", "*"];

    private bool HasChoice => Has("--library") || Has("--system") || Has("--growth");

    private bool IsForBenchmarkDotNet => Foreign.Length > 0;

    private string[] Foreign =>
        [.. Arguments.Where(argument => !Switches.Contains(argument) && !Values.Any(argument.StartsWith))];

    private bool Has(string name) => Arguments.Contains(name);

    private string? Value(string prefix) =>
        Arguments.LastOrDefault(argument => argument.StartsWith(prefix, StringComparison.Ordinal))?[prefix.Length..];
}
