using Imaginator.Protocol.Gob;
using Imaginator.Protocol.Messages.Imaginator;

namespace Imaginator.Protocol.Srpc.Client;

/// <summary>The client's side of <c>Imaginator.BuildImage</c>.</summary>
internal static class BuildImageCall
{
    private const string Method = "Imaginator.BuildImage";

    /// <summary>Has an image built.</summary>
    /// <param name="connection">The connection, for this call alone.</param>
    /// <param name="request">What to build.</param>
    /// <param name="receiveLog">Gets the build log: piece by piece if the request says so, otherwise at the end.</param>
    /// <param name="cancellationToken">Gives up; the server cancels the build when the connection is closed.</param>
    /// <returns>The last response: with an error, a name or an image.</returns>
    /// <exception cref="SrpcException">The call was refused or failed, or the connection broke.</exception>
    public static async Task<BuildImageResponse> RunAsync(
        SrpcConnection connection, BuildImageRequest request, Action<ReadOnlyMemory<byte>> receiveLog,
        CancellationToken cancellationToken)
    {
        using var call = await connection.BeginAsync(Method, GobLimits.Image, cancellationToken);
        return await SrpcConnection.GuardAsync(Method, async () =>
        {
            await call.WriteAsync(request, cancellationToken);
            await call.FlushAsync(cancellationToken);
            var status = await call.ReadLineAsync(cancellationToken);
            if (status.Length > 0)
            {
                call.End();
                throw new SrpcException(SrpcError.Failed, status);
            }

            while (true)
            {
                var response = await call.ReadAsync<BuildImageResponse>(cancellationToken);
                if (!response.BuildLog.IsEmpty)
                {
                    receiveLog(response.BuildLog);
                }

                if (response.ErrorString.Length > 0 || response.ImageName.Length > 0 || response.Image is not null)
                {
                    call.End();
                    return response;
                }
            }
        });
    }
}
