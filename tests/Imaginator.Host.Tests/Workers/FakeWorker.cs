using System.Text;
using Imaginator.Host.Workers.Lists;
using Imaginator.Images;
using Imaginator.Protocol.Mapping;
using Imaginator.Protocol.Messages.Imaginator;
using Imaginator.Protocol.Srpc.Client;
using Imaginator.Protocol.Srpc.Server;
using Imaginator.Protocol.Tests.Srpc;

namespace Imaginator.Host.Tests.Workers;

/// <summary>An imaginator on a real socket that answers requests for builds as the test says.</summary>
internal sealed class FakeWorker : IAsyncDisposable
{
    private readonly SrpcTestHost _host;

    private readonly bool _sendsEvents;

    /// <summary>Starts it; older imaginators do not send events.</summary>
    public FakeWorker(string name, int builds = 1, bool sendsEvents = false)
    {
        _sendsEvents = sendsEvents;
        _host = new SrpcTestHost(
            new SrpcServerOptions(),
            new SrpcService("Imaginator", SrpcMethod.Streaming(sendsEvents ? "BuildImageWithEvents" : "BuildImage", BuildAsync)));
        Definition = new WorkerDefinition(name, "127.0.0.1", _host.Port, builds);
    }

    public WorkerDefinition Definition { get; }

    /// <summary>What it was asked to build.</summary>
    public List<BuildImageRequest> Requests { get; } = [];

    /// <summary>Answers; by default with an image.</summary>
    public Func<BuildImageRequest, SrpcCall, CancellationToken, Task<BuildImageResponse>> Answer { get; set; } =
        (_, _, _) => Task.FromResult(ImageOf(new Image { FileSystem = Trees.Empty, SourceImage = "base/1" }));

    public int Connections => _host.Connections;

    public static SrpcClient Connect(WorkerDefinition definition) =>
        new(definition.Host, definition.Port, new SrpcClientOptions { SetUpTimeout = TimeSpan.FromMinutes(1) });

    public static BuildImageResponse ImageOf(Image image) => new() { Image = ImageMapping.ToWire(image) };

    public static Task LogAsync(SrpcCall call, string text, CancellationToken cancellationToken) =>
        SendAsync(call, new BuildImageResponse { BuildLog = Encoding.UTF8.GetBytes(text) }, cancellationToken);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    public static async Task SendAsync<T>(SrpcCall call, T response, CancellationToken cancellationToken)
    {
        await call.WriteAsync(response, cancellationToken);
        await call.FlushAsync(cancellationToken);
    }

    private async Task BuildAsync(SrpcCall call, CancellationToken cancellationToken)
    {
        var request = await call.ReadAsync<BuildImageRequest>(cancellationToken);
        lock (Requests)
        {
            Requests.Add(request);
        }

        await call.WriteLineAsync("", cancellationToken);
        var response = await Answer(request, call, cancellationToken);
        await (_sendsEvents
            ? SendAsync(call, new BuildImageProgress { Response = response }, cancellationToken)
            : SendAsync(call, response, cancellationToken));
    }
}
