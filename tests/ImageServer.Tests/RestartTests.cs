using System.Collections.Concurrent;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;
using Imaginator.Protocol.Srpc.Client;
using Imaginator.Protocol.Srpc.Server;
using Imaginator.Protocol.Tests.Srpc;
using Microsoft.Extensions.Logging;

namespace Imaginator.Plugins.ImageServer.Tests;

/// <summary>Servers that stop and come back, and servers that do not come back.</summary>
public sealed class RestartTests : IAsyncDisposable
{
    private const int TryingAgain = 4007;
    private const int AnswersAgain = 4008;

    private readonly FakeImageServer _fake = new();
    private readonly OutageLog _log = new();
    private readonly int _port = FreePort.Next();
    private readonly byte[] _contents = new byte[1000];
    private SrpcTestHost? _host;

    public RestartTests() => Start();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ObjectHash Hash => ObjectHash.Compute(_contents);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Finishes_AnUpload_WhoseServerRestarts(int objectsBefore)
    {
        await using var store = await OpenAsync();
        await using var upload = await store.BeginUploadAsync(Token);
        for (var i = 0; i < objectsBefore; i++)
        {
            await AddAsync(upload, [(byte)i]);
        }

        await StopAsync();
        var uploading = AddAndCommitAsync(upload);
        await _log.Failed.WaitAsync(Token);
        Start();
        await uploading;

        Assert.Single(_fake.Images);
        Assert.Equal(objectsBefore + 1, _fake.Objects.Count);
        Assert.Equal(TryingAgain, _log.Outages.First());
        Assert.Equal(AnswersAgain, _log.Outages.Last());
    }

    [Fact]
    public async Task LeavesOneImage_WhenTheServerRestarts_WhileItAddsIt()
    {
        var stopping = new TaskCompletionSource<Task>(TaskCreationOptions.RunContinuationsAsynchronously);
        _fake.LosesNextAnswer = true;
        _fake.OnLostAnswer = () => stopping.SetResult(StopAsync());
        await using var store = await OpenAsync();
        await using var upload = await store.BeginUploadAsync(Token);

        var uploading = AddAndCommitAsync(upload);
        var stopped = await stopping.Task.WaitAsync(Token);
        await stopped;
        await _log.Failed.WaitAsync(Token);
        Start();
        await uploading;

        Assert.Single(_fake.Images);
    }

    [Fact]
    public async Task DeliversObjects_WhoseServerRestarts()
    {
        _fake.Objects[Hash] = _contents;
        await using var store = await OpenAsync();
        await store.FindLatestImageAsync(new ImageQuery { StreamName = "s" }, Token);
        var received = 0;

        await StopAsync();
        var getting = store.GetObjectsAsync(
            [Hash, Hash],
            (_, _, _) =>
            {
                Interlocked.Increment(ref received);
                return ValueTask.CompletedTask;
            },
            Token);
        await _log.Failed.WaitAsync(Token);
        Start();
        await getting;

        Assert.Equal(2, received);
    }

    // More than the buffers of the connection hold.
    [Fact]
    public async Task DeliversTheRestOfAnObject_WhoseServerRestarts_InTheMiddle()
    {
        var large = new byte[32 << 20];
        for (var i = 0; i < large.Length; i++)
        {
            large[i] = (byte)((i / 4093) & 0xFF);
        }

        _fake.Objects[ObjectHash.Compute(large)] = large;
        _fake.Objects[Hash] = _contents;
        await using var store = await OpenAsync();
        var received = new ConcurrentDictionary<int, byte[]>();

        var getting = store.GetObjectsAsync(
            [ObjectHash.Compute(large), Hash],
            async (index, contents, token) =>
            {
                var bytes = new byte[contents.Length];
                var first = bytes.Length / 16;
                await using var stream = contents.OpenRead();
                await stream.ReadExactlyAsync(bytes.AsMemory(0, first), token);
                if (index == 0)
                {
                    await StopAsync();
                }

                await stream.ReadExactlyAsync(bytes.AsMemory(first), token);
                Assert.True(received.TryAdd(index, bytes), "delivered twice");
            },
            Token);
        await _log.Failed.WaitAsync(Token);
        Start();
        await getting;

        Assert.True(large.AsSpan().SequenceEqual(received[0]));
        Assert.Equal(_contents, received[1]);
    }

    [Theory]
    [InlineData("find")]
    [InlineData("add")]
    [InlineData("flush")]
    [InlineData("commit")]
    [InlineData("get")]
    public async Task GivesUp_WhenTheServerDoesNotComeBack(string operation)
    {
        await using var store = await OpenAsync(retryTimeout: TimeSpan.FromMilliseconds(300));
        await using var upload = await store.BeginUploadAsync(Token);
        if (operation == "flush")
        {
            await AddAsync(upload, _contents);
        }

        await StopAsync();

        var exception = await Assert.ThrowsAsync<ImageStoreException>(() => operation switch
        {
            "find" => store.FindLatestImageAsync(new ImageQuery { StreamName = "s" }, Token),
            "add" => AddAsync(upload, _contents),
            "flush" => upload.FlushAsync(Token),
            "commit" => upload.CommitAsync("s/1", CreateImage(), Token),
            _ => store.GetObjectsAsync([Hash], (_, _, _) => ValueTask.CompletedTask, Token),
        });

        Assert.Equal(ImageStoreError.Unreachable, exception.Reason);
        Assert.Contains($"127.0.0.1:{_port}", exception.Message, StringComparison.Ordinal);
        Assert.Contains("; tried again for ", exception.Message, StringComparison.Ordinal);
        Assert.Equal([TryingAgain], _log.Outages);
    }

    [Fact]
    public async Task DoesNotTryAgain_WhatTheServerRefuses()
    {
        _fake.Failure = "write /objects/x: no space left on device";
        await using var store = await OpenAsync();
        await using var upload = await store.BeginUploadAsync(Token);
        await AddAsync(upload, _contents);

        var full = await Assert.ThrowsAsync<ImageStoreException>(() => upload.FlushAsync(Token));
        var missing = await Assert.ThrowsAsync<ImageStoreException>(
            () => store.GetObjectsAsync([ObjectHash.Compute([1])], (_, _, _) => ValueTask.CompletedTask, Token));

        Assert.Equal(ImageStoreError.Full, full.Reason);
        Assert.Equal(ImageStoreError.UnknownObject, missing.Reason);
        Assert.Empty(_log.Outages);
    }

    [Fact]
    public async Task DoesNotTryAgain_ContentsThatCannotBeRead()
    {
        await using var store = await OpenAsync();
        await using var upload = await store.BeginUploadAsync(Token);
        using var stream = new MemoryStream(new byte[1_500_000]);

        var exception = await Assert.ThrowsAsync<ImageStoreException>(
            () => upload.AddObjectAsync(Hash, ObjectContents.FromStream(stream, 2_000_000), Token).AsTask());

        Assert.Equal(ImageStoreError.BadRequest, exception.Reason);
        Assert.Contains($"object {Hash}: its contents end before 2000000 bytes", exception.Message, StringComparison.Ordinal);
        Assert.Empty(_log.Outages);
    }

    [Fact]
    public async Task DoesNotSendAStreamAgain_FromTheMiddle()
    {
        await using var proxy = new BreakingProxy(_port, breaksAfter: 1_000_000, times: 1);
        await using var store = await OpenAsync(proxy.Port);
        await using var upload = await store.BeginUploadAsync(Token);
        var bytes = new byte[2_000_000];
        using var stream = new MemoryStream(bytes);

        var exception = await Assert.ThrowsAsync<ImageStoreException>(() => upload.AddObjectAsync(
            ObjectHash.Compute(bytes), ObjectContents.FromStream(stream, bytes.Length), Token).AsTask());

        Assert.Equal(ImageStoreError.Unreachable, exception.Reason);
        Assert.Contains("its contents come from a stream that cannot be read again", exception.Message, StringComparison.Ordinal);
        Assert.Empty(_fake.Objects);
    }

    [Fact]
    public async Task EndsTheWait_WhenItIsCancelled()
    {
        await using var store = await OpenAsync();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await StopAsync();

        var finding = store.FindLatestImageAsync(new ImageQuery { StreamName = "s" }, cancel.Token);
        await _log.Failed.WaitAsync(Token);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => finding);
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private static Task<bool> AddAsync(IImageUpload upload, byte[] contents) =>
        upload.AddObjectAsync(ObjectHash.Compute(contents), ObjectContents.FromBytes(contents), Token).AsTask();

    private static Image CreateImage() => new()
    {
        FileSystem = new FileSystemTree
        {
            InodeTable = new Dictionary<ulong, Inode>(),
            Root = new DirectoryInode { Mode = 0x41ED },
            NumRegularInodes = 0,
            TotalDataBytes = 0,
            DirectoryCount = 1,
        },
    };

    private async Task AddAndCommitAsync(IImageUpload upload)
    {
        await AddAsync(upload, _contents);
        await upload.CommitAsync("s/1", CreateImage(), Token);
    }

    private void Start() => _host = new SrpcTestHost(_port, new SrpcServerOptions(), [.. _fake.CreateServices()]);

    private async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _host, null) is { } host)
        {
            await host.DisposeAsync();
        }
    }

    private Task<IImageStore> OpenAsync(int? port = null, TimeSpan? retryTimeout = null) =>
        new ImageServerUploader(
            new ClientCertificateFiles(null, null, null, TimeProvider.System),
            TimeProvider.System,
            _log,
            new ImageServerOptions
            {
                RetryTimeout = retryTimeout ?? new ImageServerOptions().RetryTimeout,
                Connections = options => options with
                {
                    RetryDelay = TimeSpan.FromMilliseconds(10),
                    MaxRetryDelay = TimeSpan.FromMilliseconds(50),
                },
            })
            .OpenAsync($"imageserver://127.0.0.1:{port ?? _port}", Token);

    /// <summary>Keeps the beginnings and the ends of outages.</summary>
    private sealed class OutageLog : ILogger<RemoteImageStore>
    {
        private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ConcurrentQueue<int> Outages { get; } = new();

        public Task Failed => _failed.Task;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Id is not (TryingAgain or AnswersAgain))
            {
                return;
            }

            Outages.Enqueue(eventId.Id);
            if (eventId.Id == TryingAgain)
            {
                _failed.TrySetResult();
            }
        }
    }
}
