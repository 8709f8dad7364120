using System.Net.Security;
using Imaginator.Protocol.Srpc.Access;

namespace Imaginator.Protocol.Srpc.Server;

/// <summary>The TLS settings of a server.</summary>
/// <param name="Certificate">The server's own certificate with its key.</param>
public sealed record SrpcServerTls(SslStreamCertificateContext Certificate, ClientCertificateVerifier Verifier);
