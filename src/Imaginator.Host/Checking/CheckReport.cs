using System.Collections.Immutable;
using Imaginator.Building.Documents;
using Imaginator.Hosting.Configuration;

namespace Imaginator.Host.Checking;

/// <summary>The result of a check as JSON. Missing parts are null.</summary>
internal sealed record CheckReport(
    int Errors, int Warnings, ImmutableArray<CheckReport.Fault> Faults, CheckReport.Counts? Found, CheckReport.Manifest? Manifests)
{
    public static CheckReport Of(
        ConfigurationResult<ImaginatorConfiguration> result, IEnumerable<ConfigurationFault> others, ManifestFaults? manifests)
    {
        ImmutableArray<Fault> faults = [.. others.Concat(result.Faults).Select(Fault.Of)];
        var warnings = faults.Count(fault => fault.Severity == Fault.Warning);
        return new CheckReport(
            faults.Length - warnings,
            warnings,
            faults,
            result.Value is { } configuration ? Counts.Of(configuration) : null,
            manifests is null ? null : new Manifest(manifests.Checked, manifests.NotFetched));
    }

    /// <summary>A fault. The line is 0 and the path is empty if the fault concerns the whole source.</summary>
    internal sealed record Fault(string Severity, string Source, int Line, string Path, string Message)
    {
        public const string Warning = "warning";

        public static Fault Of(ConfigurationFault fault) => new(
            fault.Severity == FaultSeverity.Warning ? Warning : "error",
            fault.Location.Source,
            fault.Location.Line,
            fault.Location.Path,
            fault.Message);
    }

    /// <summary>What the configuration contains.</summary>
    internal sealed record Counts(int BootstrapStreams, int ImageStreams, int StreamPatterns, int PackagerTypes)
    {
        public static Counts Of(ImaginatorConfiguration configuration) => new(
            configuration.Main.BootstrapStreams.Count,
            configuration.ImageStreams.Streams.Length,
            configuration.ImageStreams.Patterns.Length,
            configuration.Main.BuildSettings.PackagerTypes.Count);
    }

    /// <summary>The numbers of manifests that were read, and that no server provided.</summary>
    internal sealed record Manifest(int Checked, int NotAvailable);
}
