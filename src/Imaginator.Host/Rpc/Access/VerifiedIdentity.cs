using Imaginator.Protocol.Srpc.Access;

namespace Imaginator.Host.Rpc.Access;

/// <summary>The feature of an HTTPS connection that says who is at its other end.</summary>
internal sealed record VerifiedIdentity(SrpcIdentity Identity);
