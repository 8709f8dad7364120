using System.Reflection;
using Imaginator.Protocol.Srpc;
using Imaginator.Protocol.Srpc.Server;
using Microsoft.Extensions.Logging.Abstractions;

namespace Imaginator.Protocol.Tests.Srpc;

/// <summary>Our server with handlers that answer as a recording says.</summary>
internal sealed class ReplayServer(Capture capture, IReadOnlyDictionary<CaptureStep, object?> answers)
{
    private readonly Queue<CaptureCall> _calls = new(capture.Calls.Where(
        call => !call.IsPing && call.Refusal.Length == 0 && !call.Method.StartsWith('.')));

    public SrpcServer Create()
    {
        var methods = CaptureTypes.RequestReply.Keys.Select(name => (Name: name, Method: MakeRequestReply(name)))
            .Concat(CaptureTypes.Streaming.Keys.Select(name => (Name: name, Method: MakeStreaming(name))));
        var services = methods.GroupBy(item => item.Name[..item.Name.IndexOf('.', StringComparison.Ordinal)])
            .Select(group => new SrpcService(group.Key, group.Select(item => item.Method)));
        return new SrpcServer(new SrpcServerOptions(), services, NullLogger<SrpcServer>.Instance);
    }

    private SrpcMethod MakeStreaming(string name) => SrpcMethod.Streaming(ShortName(name), async (call, token) =>
    {
        var recorded = _calls.Dequeue();
        Assert.Equal(name, recorded.Method);
        foreach (var step in recorded.Exchange)
        {
            switch (step.Kind)
            {
                case "gob" when step.IsFromClient:
                    await ChannelCalls.ReadAsync(call, CaptureTypes.Of(name, step));
                    break;
                case "gob":
                    await ChannelCalls.WriteAsync(call, CaptureTypes.Of(name, step), answers[step]);
                    break;
                default:
                    if (step.IsFromClient)
                    {
                        var raw = new byte[step.Bytes.Length];
                        await call.ReadRawAsync(raw, token);
                        Assert.Equal(step.Bytes.ToArray(), raw);
                    }
                    else
                    {
                        await call.WriteRawAsync(step.Bytes, token);
                    }

                    break;
            }
        }
    });

    private SrpcMethod MakeRequestReply(string name)
    {
        var (request, reply) = CaptureTypes.RequestReply[name];
        return (SrpcMethod)typeof(ReplayServer)
            .GetMethod(nameof(MakeTyped), BindingFlags.Instance | BindingFlags.NonPublic)!
            .MakeGenericMethod(request, reply).Invoke(this, [name])!;
    }

    private SrpcMethod MakeTyped<TRequest, TReply>(string name) =>
        SrpcMethod.RequestReply<TRequest, TReply>(ShortName(name), (_, _, _) =>
        {
            var recorded = _calls.Dequeue();
            Assert.Equal(name, recorded.Method);
            var failure = recorded.Exchange.SingleOrDefault(step => step.Note == "failure");
            return failure is null
                ? Task.FromResult((TReply)answers[recorded.Exchange.Single(step => step.Note == "reply")]!)
                : throw new SrpcException(failure.Line);
        });

    private static string ShortName(string name) => name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..];
}
