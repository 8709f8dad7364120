using System.Collections.Immutable;
using Imaginator.Building.Documents;
using Imaginator.Building.Manifests;
using Imaginator.Building.Streams;
using Imaginator.Host.Dependencies;
using Imaginator.Linux.Trees;

namespace Imaginator.Host.Checking;

/// <summary>A manifest directory, which one or more streams have.</summary>
internal sealed class CheckedManifest
{
    private const string DirectoryScheme = "dir://";

    private readonly string _source;

    /// <param name="locations">At least one; all with the same URL and directory.</param>
    public CheckedManifest(ImmutableArray<ManifestLocation> locations)
    {
        Locations = locations;
        var first = locations[0];
        IsOnThisMachine = first.Url.StartsWith(DirectoryScheme, StringComparison.OrdinalIgnoreCase);
        _source = IsOnThisMachine
            ? Path.Combine(Uri.UnescapeDataString(first.Url[DirectoryScheme.Length..]), first.Directory)
            : $"{first.Stream.ManifestUrl}: {first.Directory}".TrimEnd(' ', ':');
    }

    public ImmutableArray<ManifestLocation> Locations { get; }

    /// <summary>Whether the manifest is a directory of this machine: then a failed fetch is a fault of the configuration.</summary>
    public bool IsOnThisMachine { get; }

    /// <summary>The faults for all streams: variables of a stream can change what its manifest says.</summary>
    public ImmutableArray<ConfigurationFault> FindFaults(TreeRoot tree) =>
    [
        .. Locations.SelectMany(location => ManifestCheck.FindFaults(tree, name => Lookup(location, name)))
            .Select(fault => fault with { Severity = OfStream(fault.Severity), Location = Locate(fault.Location) })
            .Distinct(),
    ];

    /// <summary>A fault of the manifest as a whole, with the name of its first stream.</summary>
    public ConfigurationFault FaultOf(FaultSeverity severity, string message) =>
        new(severity, new ConfigurationLocation(_source), $"stream \"{Locations[0].Stream.Name}\": {message}");

    /// <summary>A variable that only requests set has some value.</summary>
    private static string? Lookup(ManifestLocation location, string name) =>
        location.Variables.Lookup(name) ?? (RequestVariableRules.IsDeclared(location.Stream, name) ? name : null);

    // A manifest never makes the configuration unusable.
    private static FaultSeverity OfStream(FaultSeverity severity) =>
        severity == FaultSeverity.Warning ? FaultSeverity.Warning : FaultSeverity.StreamError;

    private ConfigurationLocation Locate(ConfigurationLocation location) =>
        location with { Source = $"{_source}/{location.Source}" };
}
