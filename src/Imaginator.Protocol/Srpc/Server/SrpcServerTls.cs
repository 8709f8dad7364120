using System.Net.Security;
using Imaginator.Protocol.Srpc.Access;

namespace Imaginator.Protocol.Srpc.Server;

/// <summary>The TLS side of a server.</summary>
/// <param name="Certificate">The server's own certificate with its key.</param>
internal sealed record SrpcServerTls(SslStreamCertificateContext Certificate, ClientCertificateVerifier Verifier);
