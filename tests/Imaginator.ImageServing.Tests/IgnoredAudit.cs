using Imaginator.Protocol.Srpc.Server;

namespace Imaginator.ImageServing.Tests;

/// <summary>An audit that records nothing.</summary>
internal sealed class IgnoredAudit : ISrpcAudit
{
    public void Denied(SrpcCallContext context, string method)
    {
    }

    public void Denied(SrpcCallContext context, string method, string target, string reason)
    {
    }

    public void Answered(SrpcCallContext context, string method, string target, string error)
    {
    }
}
