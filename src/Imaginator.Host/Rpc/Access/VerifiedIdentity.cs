using Imaginator.Protocol.Srpc.Access;

namespace Imaginator.Host.Rpc.Access;

/// <summary>The feature of an HTTPS connection with the identity in the verified certificate of the client.</summary>
internal sealed record VerifiedIdentity(SrpcIdentity Identity);
