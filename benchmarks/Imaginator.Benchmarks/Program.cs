using BenchmarkDotNet.Running;
using Imaginator.Benchmarks;

// --short: one quick pass, as CI does. Everything else goes to BenchmarkDotNet; without a choice everything runs.
var isShort = args.Contains("--short");
string[] choice = [.. args.Where(argument => argument != "--short")];
if (choice.Length == 0)
{
    choice = ["--filter", "*"];
}

var summaries = BenchmarkSwitcher.FromAssembly(typeof(BenchmarkConfiguration).Assembly)
    .Run(choice, new BenchmarkConfiguration(isShort));

// Only what was measured is a success: BenchmarkDotNet itself says so in its output only.
return summaries.Any() && summaries.All(summary =>
    !summary.HasCriticalValidationErrors && summary.Reports.All(report => report.Success)) ? 0 : 1;
