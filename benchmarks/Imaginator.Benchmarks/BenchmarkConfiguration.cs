using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Imaginator.Benchmarks;

/// <summary>How everything is measured: whole operations of some hundred milliseconds, one at a time.</summary>
internal sealed class BenchmarkConfiguration : ManualConfig
{
    public BenchmarkConfiguration(bool isShort)
    {
        // In this process: the projects that BenchmarkDotNet would generate inherit our Directory.Build.props, with
        // locked packages and warnings as errors, and would be restored and built during the run, which CI cannot do
        // offline. What is measured takes so long that a process of its own would not change it.
        AddJob(Job.Default
            .WithToolchain(InProcessEmitToolchain.Instance)
            .WithStrategy(RunStrategy.Monitoring)
            .WithWarmupCount(1)
            .WithIterationCount(isShort ? 2 : 10)
            .WithInvocationCount(1)
            .WithUnrollFactor(1));
        AddLogger(ConsoleLogger.Default);
        AddColumnProvider(DefaultColumnProviders.Instance);
        AddExporter(MarkdownExporter.GitHub, JsonExporter.BriefCompressed);
        WithOptions(ConfigOptions.DisableLogFile);
        WithSummaryStyle(BenchmarkDotNet.Reports.SummaryStyle.Default.WithMaxParameterColumnWidth(40));
    }
}
