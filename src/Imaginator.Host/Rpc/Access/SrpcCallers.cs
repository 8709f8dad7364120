using Imaginator.Host.Queue.Requests;
using Imaginator.Protocol.Srpc.Server;

namespace Imaginator.Host.Rpc.Access;

/// <summary>Who makes an SRPC call, in the words of the rest of the daemon.</summary>
internal static class SrpcCallers
{
    /// <summary>Says who makes a call.</summary>
    public static Caller ToCaller(this SrpcCallContext context) => new()
    {
        UserName = context.Caller.UserName,
        Groups = context.Caller.Groups,
        HasMethodAccess = context.HasMethodAccess,
        Address = CallerAddress.Of(context.Remote),
    };
}
