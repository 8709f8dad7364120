using Imaginator.ImageServers;
using Imaginator.Protocol.Srpc;

namespace Imaginator.Plugins.ImageServer.Connection;

/// <summary>Turns what the protocol and the server say into errors for people, with their reasons.</summary>
internal static class ServerErrors
{
    private static readonly (string Part, ImageServerError Reason)[] Texts =
    [
        ("no space left", ImageServerError.Full),
        ("insufficient space", ImageServerError.Full),
        ("image already exists", ImageServerError.ImageExists),
        ("cannot add previously deleted image", ImageServerError.ImageExists),
        ("not available", ImageServerError.UnknownObject),
        ("unknown object", ImageServerError.UnknownObject),
        ("image not found", ImageServerError.UnknownImage),
        ("image does not exist", ImageServerError.UnknownImage),
        ("unknown directory", ImageServerError.UnknownDirectory),
        ("no metadata for", ImageServerError.UnknownDirectory),
        ("no such file or directory", ImageServerError.UnknownDirectory),
        ("replication control", ImageServerError.Busy),
        ("no access", ImageServerError.AccessDenied),
        ("not permitted", ImageServerError.AccessDenied),
        ("permission denied", ImageServerError.AccessDenied),
        ("hash mismatch", ImageServerError.Corrupt),
    ];

    /// <summary>The error for a call that failed.</summary>
    /// <param name="address">The server.</param>
    /// <param name="what">What was to be done, for instance <c>add image "x"</c>.</param>
    /// <param name="exception">The failure.</param>
    public static ImageServerException Translate(string address, string what, SrpcException exception)
    {
        var (reason, cure) = exception.Reason switch
        {
            SrpcError.MissingCertificate or SrpcError.BadCertificate => (
                ImageServerError.AccessDenied,
                " Configure a certificate (certFile and keyFile, or certDirectory) that the server's authority has issued."),
            SrpcError.AccessDenied => (
                ImageServerError.AccessDenied, " Use a certificate that permits this method."),
            SrpcError.Failed or SrpcError.Refused => (Classify(exception.Message), ""),
            _ => (ImageServerError.Unreachable, ""),
        };
        return new ImageServerException(
            reason, $"Image server {address}: cannot {what}: {exception.Message}{cure}", exception);
    }

    /// <summary>The error for a text that the server put into its reply.</summary>
    public static ImageServerException FromReply(string address, string what, string text) =>
        new(Classify(text), $"Image server {address}: cannot {what}: {text}");

    private static ImageServerError Classify(string text)
    {
        foreach (var (part, reason) in Texts)
        {
            if (text.Contains(part, StringComparison.OrdinalIgnoreCase))
            {
                return reason;
            }
        }

        return ImageServerError.BadRequest;
    }
}
