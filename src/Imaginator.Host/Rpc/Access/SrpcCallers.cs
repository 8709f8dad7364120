using Imaginator.Host.Queue.Requests;
using Imaginator.Protocol.Srpc.Server;

namespace Imaginator.Host.Rpc.Access;

/// <summary>Converts the callers of SRPC.</summary>
internal static class SrpcCallers
{
    public static Caller ToCaller(this SrpcCallContext context) => new()
    {
        UserName = context.Caller.UserName,
        Groups = context.Caller.Groups,
        HasMethodAccess = context.HasMethodAccess,
        Authentication = context.Caller.UserName.Length > 0 ? AuthenticationKind.Certificate : AuthenticationKind.None,
        Address = CallerAddress.Of(context.Remote),
    };
}
