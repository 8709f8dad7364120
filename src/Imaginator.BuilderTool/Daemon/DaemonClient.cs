using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;
using Imaginator.Protocol.Gob;
using Imaginator.Protocol.Messages.Imaginator;
using Imaginator.Protocol.Srpc;
using Imaginator.Protocol.Srpc.Client;

namespace Imaginator.BuilderTool.Daemon;

/// <summary>Calls the daemon that the flags name; its failures are told with what to do about them.</summary>
internal sealed class DaemonClient : IAsyncDisposable
{
    private const string Service = "Imaginator.";

    // A site may have thousands of streams, and the log of fetching their manifests comes along.
    private static readonly GobLimits Limits = GobLimits.Default with { MaxValueBytes = 64L << 20 };

    private readonly SrpcClient _client;

    /// <summary>Creates a client. It connects when it is used.</summary>
    /// <param name="context">The flags and the clock.</param>
    public DaemonClient(CommandContext context)
    {
        var certificates = new ClientCertificateFiles(
            null, null, context.Flags.Get(CertificateFlags.CertificateDirectory), context.Time);
        _client = new SrpcClient(
            context.Flags.Get(ConnectionFlags.Hostname),
            context.Flags.Get(ConnectionFlags.PortNumber),
            new SrpcClientOptions { GetCertificates = certificates.Get, TimeProvider = context.Time });
    }

    /// <summary>Makes a call with one request and one reply.</summary>
    /// <param name="method">The method of the service <c>Imaginator</c>.</param>
    /// <param name="request">The request.</param>
    /// <param name="errorOf">The error that the reply holds; empty for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The reply.</returns>
    /// <exception cref="ImaginatorException">The call failed.</exception>
    public async Task<TReply> CallAsync<TRequest, TReply>(
        string method, TRequest request, Func<TReply, string> errorOf, CancellationToken cancellationToken)
    {
        var reply = await ExplainAsync(() => _client.CallAsync<TRequest, TReply>(
            Service + method, request, isRepeatable: false, cancellationToken, Limits));
        return errorOf(reply) is { Length: > 0 } error ? throw new ImaginatorException(error) : reply;
    }

    /// <summary>Has an image built.</summary>
    /// <param name="request">What to build.</param>
    /// <param name="receiveLog">Gets the build log piece by piece.</param>
    /// <param name="cancellationToken">Cancels the build: the daemon sees the connection go.</param>
    /// <returns>The last answer, which has the image's name or the image.</returns>
    /// <exception cref="ImaginatorException">The build failed.</exception>
    public async Task<BuildImageResponse> BuildImageAsync(
        BuildImageRequest request, Action<ReadOnlyMemory<byte>> receiveLog, CancellationToken cancellationToken)
    {
        var response = await ExplainAsync(() => _client.UseAsync(
            connection => BuildImageCall.RunAsync(connection, request, receiveLog, cancellationToken),
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
            $"{exception.Message} Does the imaginator run there? Name another place with "
            + $"-{ConnectionFlags.Hostname.Name} and -{ConnectionFlags.PortNumber.Name}.",
        SrpcError.AccessDenied =>
            $"{exception.Message}. No certificate in -{CertificateFlags.CertificateDirectory.Name} permits this method.",
        SrpcError.MissingCertificate or SrpcError.BadCertificate =>
            $"{exception.Message} Certificates are looked for in -{CertificateFlags.CertificateDirectory.Name}, "
            + "as NAME.cert with NAME.key.",
        _ => $"imaginator {_client.Address}: {exception.Message}",
    };
}
