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
internal sealed class Scanner : IAsyncDisposable
{
    // A number that neither distributions nor systemd assign, and that is not the one of fetchers.
    private const uint UserId = 60984;

    private readonly ScannerProcess _process;
    private readonly ControlGroup _group;
    private readonly ScannedTree _tree;
    private readonly SandboxLimits _limits;
    private readonly TimeProvider _timeProvider;
    private readonly MessageWriter _requests;
    private readonly MessageReader _replies;
    private readonly Task _sendingTree;
    private bool _isDisposed;

    /// <summary>Begins to send the tree to a new process. Process and control group belong to this.</summary>
    public Scanner(
        ScannerProcess process, ControlGroup group, ScannedTree tree, SandboxLimits limits, TimeProvider timeProvider)
    {
        _process = process;
        _group = group;
        _tree = tree;
        _limits = limits;
        _timeProvider = timeProvider;
        _requests = new MessageWriter(process.Requests);
        _replies = new MessageReader(process.Replies);

        // Now: the process prepares itself before the first call. Its thread waits for the process.
        _sendingTree = Task.Factory.StartNew(SendTree, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>The process.</summary>
    public int ProcessId => _process.Id;

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
        // Also between the end of the scan and the end of the upload.
        await using var kill = cancellationToken.Register(_process.Kill);
        var start = _timeProvider.GetTimestamp();
        using var objects = new ReceivedObjects(_tree, upload);
        var request = new ScanRequest { ConsumesFiles = consumesFiles, Filter = filter, Limits = imageLimits };
        var (scanned, readFiles, readBytes, skipped) = await objects.ReceiveAsync(
            (receive, token) => AskAsync(request, replies => replies.ReadScan(_tree.Source, imageLimits, receive), token),
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
            Duration = _timeProvider.GetElapsedTime(start),
        })
        {
            Skipped = skipped,
        };
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
            _process.Kill();
            await _sendingTree.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _process.Dispose();
            await _group.RemoveAsync();
        }
    }

    private async Task<T> AskAsync<T>(ScanRequest request, Func<ScanReplies, T> receive, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        cancellationToken.ThrowIfCancellationRequested();
        await using var kill = cancellationToken.Register(_process.Kill);
        try
        {
            // A thread of its own, which waits for the process.
            return await Task.Factory.StartNew(
                () => Ask(request, receive), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        catch (Exception e)
        {
            _process.Kill();
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
        _sendingTree.GetAwaiter().GetResult();
        request.Write(_requests);
        _requests.Flush();
        return receive(new ScanReplies(_replies));
    }

    private void SendTree()
    {
        new ScannerStart
        {
            RootPath = _tree.RootPath,
            IsShifted = _tree.Root.Directory.Shift.IsSet,
            UpperPath = _tree.UpperPath,
            WorkPath = _tree.WorkPath,
            UserId = UserId,
        }.Write(_requests);
        if (_tree.Source is not null)
        {
            ScannerStart.WriteSource(_requests, _tree.Source);
        }

        _requests.Flush();
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
                    $"out of memory (limit {ByteSize.Describe(_limits.MemoryBytes)}) while the tree was scanned; {Advice}", failure);
            case IOException:
                var end = _process.WaitForEnd();
                return _group.ReadEvents().MemoryKills > 0 || end.IsOutOfMemory
                    ? new SandboxException(
                        $"out of memory (limit {ByteSize.Describe(_limits.MemoryBytes)}) while the tree was scanned: {end.Description}; {Advice}", failure)
                    : new SandboxException($"the process that scans the tree ended unexpectedly: {end.Description}; build the image again", failure);
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
