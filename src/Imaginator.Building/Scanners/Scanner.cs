using Imaginator.Building.Sandboxing;
using Imaginator.Building.Sandboxing.ControlGroups;
using Imaginator.ImageStores;
using Imaginator.Images;
using Imaginator.Quantities;
using Imaginator.Scanning;
using Imaginator.Scanning.Exchange;
using Imaginator.Scanning.Filtering;

namespace Imaginator.Building.Scanners;

/// <summary>
/// Reads and hashes a tree in a separate process, with the limits of the build. What the process sends is checked like data of a
/// server. One call at a time; a call that fails or is cancelled ends the process.
/// </summary>
/// <param name="process">The process; it belongs to this.</param>
/// <param name="group">The control group of the process; it belongs to this.</param>
internal sealed class Scanner(
    ScannerProcess process, ControlGroup group, ScannedTree tree, SandboxLimits limits, TimeProvider timeProvider) : IAsyncDisposable
{
    // A number that neither distributions nor systemd assign, and that is not the one of fetchers.
    private const uint UserId = 60984;

    private readonly MessageWriter _requests = new(process.Requests);
    private readonly MessageReader _replies = new(process.Replies);
    private bool _isStarted;
    private bool _isDisposed;

    /// <summary>The process.</summary>
    public int ProcessId { get; } = process.Id;

    /// <summary>Turns the tree into the tree of an image. Nothing may change in the tree.</summary>
    /// <param name="consumesFiles">Whether files of the tree may become objects of the upload.</param>
    /// <param name="filter">Selects the paths that are left out; null for none.</param>
    /// <param name="imageLimits">The limits of the image.</param>
    /// <param name="upload">Gets the contents of each changed file that is not empty; equal ones once.</param>
    /// <exception cref="ScanException">
    /// A file cannot be read, changed during the scan, or breaks a rule or limit of images; the message names it.
    /// </exception>
    /// <exception cref="SandboxException">The process ended or is out of memory.</exception>
    /// <exception cref="ImageStoreException">An object cannot be stored.</exception>
    public async Task<ScanResult> ScanAsync(
        bool consumesFiles, PathFilter? filter, ScanLimits imageLimits, IImageUpload upload, CancellationToken cancellationToken)
    {
        var start = timeProvider.GetTimestamp();
        using var objects = new ReceivedObjects(tree, upload);
        var request = new ScanRequest { ConsumesFiles = consumesFiles, Filter = filter, Limits = imageLimits };
        var (scanned, readFiles, readBytes) = await objects.ReceiveAsync(
            (receive, token) => AskAsync(request, replies => replies.ReadScan(tree.Source, imageLimits, receive), token),
            cancellationToken);
        await Task.Run(() => RequireValid(scanned), cancellationToken);
        return new ScanResult(scanned, new ScanStatistics
        {
            Files = (long)scanned.NumRegularInodes,
            Bytes = (long)scanned.TotalDataBytes,
            ReadFiles = readFiles,
            ReadBytes = readBytes,
            NewObjects = objects.Sink.NewObjects,
            KnownObjects = objects.Sink.KnownObjects,
            NewBytes = objects.Sink.NewBytes,
            Duration = timeProvider.GetElapsedTime(start),
        });
    }

    /// <summary>Finds what a scan leaves out, sockets included.</summary>
    /// <param name="filter">Selects the paths that are left out; null for none.</param>
    /// <returns>The paths; of a directory that is left out, only its own path.</returns>
    /// <exception cref="ScanException">The tree cannot be read.</exception>
    /// <exception cref="SandboxException">The process ended or is out of memory.</exception>
    public Task<IReadOnlyList<string>> FindLeftOutAsync(PathFilter? filter, CancellationToken cancellationToken) =>
        AskAsync(new ScanRequest { FindsLeftOut = true, Filter = filter }, replies => replies.ReadLeftOut(), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            process.Dispose();
            await group.RemoveAsync();
        }
    }

    private async Task<T> AskAsync<T>(ScanRequest request, Func<ScanReplies, T> receive, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        cancellationToken.ThrowIfCancellationRequested();
        await using var kill = cancellationToken.Register(process.Kill);
        try
        {
            // A thread of its own, which waits for the process.
            return await Task.Factory.StartNew(
                () => Ask(request, receive), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        catch (Exception e)
        {
            process.Kill();
            cancellationToken.ThrowIfCancellationRequested();
            if (Explain(e) is { } explained)
            {
                throw explained;
            }

            throw;
        }
    }

    private T Ask<T>(ScanRequest request, Func<ScanReplies, T> receive)
    {
        if (!_isStarted)
        {
            _isStarted = true;
            new ScannerStart
            {
                RootPath = tree.RootPath,
                IsShifted = tree.Root.Directory.Shift.IsSet,
                UpperPath = tree.UpperPath,
                WorkPath = tree.WorkPath,
                UserId = UserId,
            }.Write(_requests);
            if (tree.Source is not null)
            {
                ScannerStart.WriteSource(_requests, tree.Source);
            }
        }

        request.Write(_requests);
        _requests.Flush();
        return receive(new ScanReplies(_replies));
    }

    private SandboxException? Explain(Exception failure)
    {
        const string Advice = "remove files, or raise Memory in the Limits of the stream";
        switch (failure)
        {
            case MessageException:
                return new SandboxException($"the process that scans the tree sent an invalid message: {failure.Message}", failure);
            case InsufficientMemoryException:
                return new SandboxException(
                    $"out of memory (limit {ByteSize.Describe(limits.MemoryBytes)}) while the tree was scanned; {Advice}", failure);
            case IOException:
                var end = process.DescribeEnd();
                return group.ReadEvents().MemoryKills > 0 || end.Contains("memory", StringComparison.OrdinalIgnoreCase)
                    ? new SandboxException(
                        $"out of memory (limit {ByteSize.Describe(limits.MemoryBytes)}) while the tree was scanned: {end}; {Advice}", failure)
                    : new SandboxException($"the process that scans the tree ended unexpectedly: {end}; build the image again", failure);
            default:
                return null;
        }
    }

    private static void RequireValid(FileSystemTree scanned)
    {
        if (TreeRules.FindFaults(scanned, 1) is [var fault, ..])
        {
            throw new SandboxException($"the process that scans the tree sent an invalid tree: {fault}");
        }
    }
}
