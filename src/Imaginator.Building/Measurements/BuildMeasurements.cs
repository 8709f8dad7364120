using System.Diagnostics.Metrics;
using Imaginator.Building.Sandboxing;
using Imaginator.Building.Scanning;

namespace Imaginator.Building.Measurements;

/// <summary>What the engine counts while it builds. Shared by all builds; thread-safe.</summary>
public sealed class BuildMeasurements
{
    private readonly Counter<long> _hashedObjects;
    private readonly Counter<long> _hashedBytes;
    private readonly Counter<long> _uploadedObjects;
    private readonly Counter<long> _uploadedBytes;
    private readonly Counter<long> _skippedObjects;
    private readonly Counter<long> _commands;
    private readonly Counter<long> _cacheRequests;
    private readonly Counter<long> _packageBytes;

    /// <summary>Creates the instruments.</summary>
    /// <param name="meter">What they belong to.</param>
    public BuildMeasurements(Meter meter)
    {
        ArgumentNullException.ThrowIfNull(meter);
        _hashedObjects = meter.CreateCounter<long>(
            "imaginator.hashed.objects", "{object}", "Files whose contents were read and hashed.");
        _hashedBytes = meter.CreateCounter<long>("imaginator.hashed", "By", "Bytes that were read and hashed.");
        _uploadedObjects = meter.CreateCounter<long>(
            "imaginator.uploaded.objects", "{object}", "Objects that the image server did not have and was sent.");
        _uploadedBytes = meter.CreateCounter<long>("imaginator.uploaded", "By", "Bytes of objects that were sent.");
        _skippedObjects = meter.CreateCounter<long>(
            "imaginator.skipped.objects", "{object}", "Objects that the image server had already.");
        _commands = meter.CreateCounter<long>(
            "imaginator.sandbox.commands", "{command}", "Commands that ran in sandboxes, by result.");
        _cacheRequests = meter.CreateCounter<long>(
            "imaginator.cache.requests", "{request}", "What caches were asked for, by cache and result.");
        _packageBytes = meter.CreateCounter<long>(
            "imaginator.package.downloads", "By", "Bytes that package tools were sent, by where they came from.");
    }

    /// <summary>A tree was scanned, and its new objects were sent.</summary>
    /// <param name="statistics">What the scan did.</param>
    public void Scanned(ScanStatistics statistics)
    {
        ArgumentNullException.ThrowIfNull(statistics);
        _hashedObjects.Add(statistics.Files);
        _hashedBytes.Add(statistics.Bytes);
        _uploadedObjects.Add(statistics.NewObjects);
        _uploadedBytes.Add(statistics.NewBytes);
        _skippedObjects.Add(statistics.KnownObjects);
    }

    /// <summary>A command has ended.</summary>
    /// <param name="result">How.</param>
    public void CommandEnded(CommandResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        _commands.Add(1, new KeyValuePair<string, object?>("result", ToLabel(result)));
    }

    /// <summary>A cache was asked for something.</summary>
    /// <param name="cache">The cache: one of few names.</param>
    /// <param name="hit">Whether it had it.</param>
    public void CacheAsked(string cache, bool hit) => _cacheRequests.Add(
        1,
        new KeyValuePair<string, object?>("cache", cache),
        new KeyValuePair<string, object?>("result", hit ? "hit" : "miss"));

    /// <summary>A package tool was sent a file by way of the cache of packages.</summary>
    /// <param name="isCached">Whether it did not have to be fetched.</param>
    /// <param name="bytes">How long it is.</param>
    public void PackageServed(bool isCached, long bytes)
    {
        CacheAsked("packages", isCached);
        _packageBytes.Add(bytes, new KeyValuePair<string, object?>("source", isCached ? "cache" : "origin"));
    }

    private static string ToLabel(CommandResult result) => result switch
    {
        { Succeeded: true } => "ok",
        { StartFailure: not null } => "not_started",
        { ExceededTimeout: not null } => "timeout",
        { ExceededOutputLimit: not null } => "output_limit",
        { ExceededMemoryLimit: not null } => "memory_limit",
        { ExceededProcessLimit: not null } => "process_limit",
        _ => "failed",
    };
}
