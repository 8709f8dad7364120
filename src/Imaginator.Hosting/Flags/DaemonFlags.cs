using System.Collections.Immutable;

namespace Imaginator.Hosting.Flags;

/// <summary>The flags of the daemon besides <see cref="SharedFlags"/>.</summary>
public static class DaemonFlags
{
    private const string Configuration = "Configuration";

    /// <summary>Where the main configuration is.</summary>
    public static Flag<string> ConfigurationUrl { get; } = new(
        "configurationUrl", FlagTypes.Text, "file:///etc/imaginator/conf.json",
        "Main configuration: a file: or http(s): URL or a path.") { Group = Configuration };

    /// <summary>The file of secret variables.</summary>
    public static Flag<string> VariablesFile { get; } = new(
        "variablesFile", FlagTypes.Text, "",
        "File of secret variables: NAME=Value lines or a JSON object; only its owner may read or write it.")
    { Group = Configuration };

    /// <summary>Whether to check the configuration instead of working.</summary>
    public static Flag<bool> CheckConfiguration { get; } = new(
        "checkConfiguration", FlagTypes.Boolean, false,
        "Report every fault of the configuration with its place, and exit with 1 if there is an error.")
    { Group = Configuration };

    /// <summary>The port of the daemon.</summary>
    public static Flag<int> PortNumber { get; } = new(
        "portNum", FlagTypes.Number(0, 65535), 6975,
        "Port of the web pages, the API and RPC, which what runs in images cannot connect to; 0 for one that is free "
        + "(for tests: images can connect to it).") { Group = "Port" };

    /// <summary>How often streams are built by themselves.</summary>
    public static Flag<TimeSpan> ImageRebuildInterval { get; } = new(
        "imageRebuildInterval", FlagTypes.Duration, TimeSpan.FromHours(1),
        "Time between automatic rebuilds; 0 turns them off.") { Group = "Automatic rebuilds" };

    /// <summary>How long an image whose inputs have not changed is kept instead of being rebuilt by itself.</summary>
    public static Flag<TimeSpan> RebuildUnchangedAfter { get; } = new(
        "rebuildUnchangedAfter", FlagTypes.Duration, TimeSpan.FromHours(24),
        "Automatic rebuilds extend the newest image instead of building while its inputs are the same (source image, manifest, "
        + "variables, what repositories would install), until it is so old; 0 to build every time.")
    { Group = "Automatic rebuilds" };

    /// <summary>All flags of the daemon.</summary>
    public static ImmutableArray<Flag> All { get; } =
    [
        ConfigurationUrl, VariablesFile, CheckConfiguration,
        .. SharedFlags.All,
        .. PackageFlags.All,
        CertificateFlags.CertificateFile, CertificateFlags.KeyFile,
        .. AccessFlags.All,
        .. ImageServingFlags.All,
        .. LogFlags.All,
        .. TelemetryFlags.All,
        .. QueueFlags.All,
        .. BoundsFlags.All,
        .. WorkerFlags.All,
        .. RecordingFlags.All,
        .. WebFlags.All,
        PortNumber,
        ImageRebuildInterval, RebuildUnchangedAfter,
    ];
}
