using System.Diagnostics.Metrics;
using Imaginator.Scanning;

namespace Imaginator.Building.Measurements;

/// <summary>The metrics of the engine. Shared by all builds; thread-safe.</summary>
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
    private long _packageHits;
    private long _packageMisses;

    /// <summary>Creates the instruments of a meter.</summary>
    public BuildMeasurements(Meter meter)
    {
        ArgumentNullException.ThrowIfNull(meter);
        _hashedObjects = meter.CreateCounter<long>(
            "imaginator.hashed.objects", "{object}", "Files whose contents were read and hashed.");
        _hashedBytes = meter.CreateCounter<long>("imaginator.hashed", "By", "Bytes that were read and hashed.");
        _uploadedObjects = meter.CreateCounter<long>(
            "imaginator.uploaded.objects", "{object}", "Objects that the image store did not have and received.");
        _uploadedBytes = meter.CreateCounter<long>("imaginator.uploaded", "By", "Bytes of uploaded objects.");
        _skippedObjects = meter.CreateCounter<long>(
            "imaginator.skipped.objects", "{object}", "Objects that the image store had already.");
        _commands = meter.CreateCounter<long>(
            "imaginator.sandbox.commands", "{command}", "Commands that ran in sandboxes, by result.");
        _cacheRequests = meter.CreateCounter<long>(
            "imaginator.cache.requests", "{request}", "Requests to caches, by cache and result.");
        _packageBytes = meter.CreateCounter<long>(
            "imaginator.package.downloads", "By", "Bytes that package tools received, by source.");
    }

    /// <summary>The files that the package cache has served from the cache, and those that it fetched from their origin.</summary>
    public (long Hits, long Misses) PackageDownloads => (Interlocked.Read(ref _packageHits), Interlocked.Read(ref _packageMisses));

    /// <summary>Counts the scan of a tree and the upload of its new objects.</summary>
    internal void Scanned(ScanStatistics statistics)
    {
        ArgumentNullException.ThrowIfNull(statistics);
        _hashedObjects.Add(statistics.Files);
        _hashedBytes.Add(statistics.Bytes);
        _uploadedObjects.Add(statistics.NewObjects);
        _uploadedBytes.Add(statistics.NewBytes);
        _skippedObjects.Add(statistics.KnownObjects);
    }

    /// <summary>Counts a command by its outcome, which must be one of few names.</summary>
    public void CommandEnded(string outcome) => _commands.Add(1, new KeyValuePair<string, object?>("result", outcome));

    /// <summary>Counts a request to a cache, which must be one of few names.</summary>
    public void CacheRequested(string cache, bool hit) => _cacheRequests.Add(
        1,
        new KeyValuePair<string, object?>("cache", cache),
        new KeyValuePair<string, object?>("result", hit ? "hit" : "miss"));

    /// <summary>Counts a file that the package cache served to a package tool: from the cache, or fetched from its origin.</summary>
    public void PackageServed(bool isCached, long bytes)
    {
        Interlocked.Add(ref _packageHits, isCached ? 1 : 0);
        Interlocked.Add(ref _packageMisses, isCached ? 0 : 1);
        CacheRequested("packages", isCached);
        _packageBytes.Add(bytes, new KeyValuePair<string, object?>("source", isCached ? "cache" : "origin"));
    }
}
