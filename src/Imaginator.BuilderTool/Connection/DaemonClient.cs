using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Messages.Imaginator;
using Imaginator.Protocol.Srpc;
using Imaginator.Protocol.Srpc.Client;

namespace Imaginator.BuilderTool.Connection;

/// <summary>A client of the daemon's RPC service. Its errors contain cures.</summary>
internal sealed class DaemonClient : IAsyncDisposable
{
    private const string Service = "Imaginator.";

    // Sites have thousands of streams, and the reply contains the log of fetching their manifests.
    private static readonly GobLimits Limits = GobLimits.Default with { MaxValueBytes = 64L << 20 };

    private readonly SrpcClient _client;

    /// <summary>The client connects when it is used.</summary>
    public DaemonClient(CommandContext context)
    {
        var certificates = new ClientCertificateFiles(
            null, null, context.Flags.Get(ClientCertificateFlags.CertificateDirectory), context.Time);
        _client = new SrpcClient(
            context.Flags.Get(ConnectionFlags.Hostname),
            context.Flags.Get(ConnectionFlags.PortNumber),
            RpcClientFlags.Apply(context.Flags, new SrpcClientOptions
            {
                GetCertificates = certificates.Get,
                ServerVerifier = ServerVerifier.Load(context.Flags.Get(ClientCertificateFlags.ServerAuthorityFile), context.Time),
                TimeProvider = context.Time,
            }));
    }

    /// <summary>Calls a method with one request and one reply. The reply's error is empty if the call succeeded.</summary>
    public async Task<TReply> CallAsync<TRequest, TReply>(
        string method, TRequest request, Func<TReply, string> errorOf, CancellationToken cancellationToken)
    {
        var reply = await ExplainAsync(() => _client.CallAsync<TRequest, TReply>(
            Service + method, request, isRepeatable: false, cancellationToken, Limits));
        return errorOf(reply) is { Length: > 0 } error ? throw new ImaginatorException(error) : reply;
    }

    public async Task<BuildImageResponse> BuildImageAsync(
        BuildImageRequest request, Action<ReadOnlyMemory<byte>> receiveLog, Action<BuildEventMessage> receiveEvent,
        CancellationToken cancellationToken)
    {
        var response = await ExplainAsync(() => _client.UseAsync(
            connection => BuildImageCall.RunWithEventsAsync(connection, request, receiveLog, receiveEvent, cancellationToken),
            isRepeatable: false,
            cancellationToken));
        return response.ErrorString.Length > 0 ? throw new ImaginatorException(response.ErrorString) : response;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private async Task<T> ExplainAsync<T>(Func<Task<T>> action)
    {
        try
        {
            return await action();
        }
        catch (SrpcException exception)
        {
            throw new ImaginatorException(Explain(exception), exception);
        }
    }

    private string Explain(SrpcException exception) => exception.Reason switch
    {
        SrpcError.Failed or SrpcError.Refused => exception.Message,
        SrpcError.Unreachable =>
            $"{exception.Clause()}; check that the daemon is running, and the values of -{ConnectionFlags.Hostname.Name} and "
            + $"-{ConnectionFlags.PortNumber.Name}",
        SrpcError.AccessDenied =>
            $"{exception.Clause()}; use a certificate in -{ClientCertificateFlags.CertificateDirectory.Name} that permits the method",
        SrpcError.MissingCertificate or SrpcError.BadCertificate =>
            $"{exception.Clause()}; put a certificate NAME.cert and its key NAME.key into the directory of "
            + $"-{ClientCertificateFlags.CertificateDirectory.Name}",
        _ => $"the call of the imaginator daemon at {_client.Address} failed: {exception.Clause()}",
    };
}
