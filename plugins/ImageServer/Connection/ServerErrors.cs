using Imaginator.ImageStores;
using Imaginator.Protocol.Srpc;

namespace Imaginator.Plugins.ImageServer.Connection;

/// <summary>Converts failures of the protocol and error texts of the server to exceptions of image stores.</summary>
internal static class ServerErrors
{
    private static readonly (string Part, ImageStoreError Reason)[] Texts =
    [
        ("is corrupt", ImageStoreError.Corrupt),
        ("no space left", ImageStoreError.Full),
        ("insufficient space", ImageStoreError.Full),
        ("image already exists", ImageStoreError.ImageExists),
        ("cannot add previously deleted image", ImageStoreError.ImageExists),
        ("not available", ImageStoreError.UnknownObject),
        ("unknown object", ImageStoreError.UnknownObject),
        ("image not found", ImageStoreError.UnknownImage),
        ("image does not exist", ImageStoreError.UnknownImage),
        ("unknown directory", ImageStoreError.UnknownDirectory),
        ("no metadata for", ImageStoreError.UnknownDirectory),
        ("no such file or directory", ImageStoreError.UnknownDirectory),
        ("replication control", ImageStoreError.Busy),
        ("no access", ImageStoreError.AccessDenied),
        ("not permitted", ImageStoreError.AccessDenied),
        ("permission denied", ImageStoreError.AccessDenied),
        ("hash mismatch", ImageStoreError.Corrupt),
    ];

    /// <summary>Creates the exception for a failed call.</summary>
    /// <remarks>The action completes the sentence "cannot …", for example <c>add image "x"</c>.</remarks>
    public static ImageStoreException Translate(string address, string action, SrpcException exception)
    {
        var (reason, cure) = exception.Reason switch
        {
            SrpcError.MissingCertificate or SrpcError.BadCertificate => (
                ImageStoreError.AccessDenied,
                "; configure a certificate (certFile and keyFile, or certDirectory) from a CA that the server trusts"),
            SrpcError.AccessDenied => (
                ImageStoreError.AccessDenied, "; use a certificate that permits this method"),
            SrpcError.Failed or SrpcError.Refused => (Classify(exception.Message), ""),
            _ => (ImageStoreError.Unreachable, ""),
        };
        return Create(reason, address, action, exception.Message.TrimEnd('.') + cure, exception);
    }

    /// <summary>Creates the exception for an error text in a reply of the server.</summary>
    public static ImageStoreException FromReply(string address, string action, string text) =>
        Create(Classify(text), address, action, text);

    public static ImageStoreException Create(
        ImageStoreError reason, string address, string action, string cause, Exception? innerException = null) =>
        new(reason, $"image server {address}: cannot {action}: {cause}", innerException);

    private static ImageStoreError Classify(string text)
    {
        foreach (var (part, reason) in Texts)
        {
            if (text.Contains(part, StringComparison.OrdinalIgnoreCase))
            {
                return reason;
            }
        }

        return ImageStoreError.BadRequest;
    }
}
