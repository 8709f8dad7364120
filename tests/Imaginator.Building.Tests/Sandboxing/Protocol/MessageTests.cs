using System.Collections.Immutable;
using System.Net;
using CsCheck;
using Imaginator.Sandbox.Protocol;
using Imaginator.Sandbox.Protocol.Denials;
using Imaginator.Sandbox.Protocol.Networks;

namespace Imaginator.Building.Tests.Sandboxing.Protocol;

public sealed class MessageTests
{
    private static readonly Gen<string> Text = Gen.String[Gen.Char['\u0001', '\uD7FF'], 0, 20];
    private static readonly Gen<ImmutableArray<string>> Texts = Text.Array[0, 5].Select(texts => texts.ToImmutableArray());
    private static readonly Gen<BindRequest> Bind = Gen.Select(
        Text, Text, Text, Gen.Bool, (host, below, point, writable) => new BindRequest(host, below, point, writable));

    private static PrivateNetworkRequest Network { get; } = new(
        [IPNetwork.Parse("0.0.0.0/0"), IPNetwork.Parse("fd00::/8")],
        [IPEndPoint.Parse("127.0.0.1:0"), IPEndPoint.Parse("[::]:53")],
        [IPEndPoint.Parse("0.0.0.0:53")]);

    [Fact]
    public void Every_MessageSurvivesTheWay()
    {
        Gen.Select(Texts, Gen.Bool, Gen.Int.Array[0, 4].Select(numbers => numbers.ToImmutableArray())).Sample((groups, isPrivate, sockets) =>
        {
            var idMap = isPrivate ? null : "/proc/1/fd/2";
            var decoded = EnterRequest.Decode(Payload(new EnterRequest(groups, isPrivate ? Network : null, idMap, isPrivate, !isPrivate).ToFrame()));
            Assert.Equal(groups, decoded.ControlGroups);
            Assert.Equal((idMap, isPrivate, !isPrivate), (decoded.IdMap, decoded.OwnsMounts, decoded.DevicesAreFiltered));
            Assert.Equal(isPrivate, decoded.PrivateNetwork is not null);
            Assert.Equal(sockets, EnteredReply.Decode(Payload(new EnteredReply(sockets).ToFrame())).Sockets);
            if (decoded.PrivateNetwork is { } network)
            {
                Assert.Equal(Network.LocalNetworks, network.LocalNetworks);
                Assert.Equal(Network.Listeners, network.Listeners);
                Assert.Equal(Network.Datagrams, network.Datagrams);
            }
        });
        Gen.Select(Text, Text, Text, Gen.Bool, Gen.Bool, Bind.Array[0, 4]).Sample((root, mountPoint, name, contained, network, binds) =>
        {
            var request = new PrepareRequest
            {
                Root = root.Length == 0 ? null : root,
                MountPoint = mountPoint.Length == 0 ? null : mountPoint,
                HostName = name,
                Contained = contained,
                PrivateNetwork = network,
                SkipsFlushes = !network,
                Binds = [.. binds],
            };
            var decoded = PrepareRequest.Decode(Payload(request.ToFrame()));
            Assert.Equal(binds, decoded.Binds);
            Assert.Equal(request, decoded with { Binds = request.Binds });
        });
        Gen.Select(Gen.Int, Text, Texts, Texts, Gen.Enum<OutputMode>()).Sample((id, program, arguments, environment, mode) =>
        {
            var decoded = RunRequest.Decode(Payload(new RunRequest(id, [program, .. arguments], environment, mode).ToFrame()));
            Assert.Equal(id, decoded.Id);
            Assert.Equal([program, .. arguments], decoded.Arguments);
            Assert.Equal(environment, decoded.Environment);
            Assert.Equal(mode, decoded.Mode);
        });
        Gen.Select(Gen.Int, Gen.Int, Gen.Int, Gen.Int).Sample((id, status, signal, leftOver) =>
        {
            var exited = new ExitedReply(id, status, signal, leftOver);
            Assert.Equal(exited, ExitedReply.Decode(Payload(exited.ToFrame())));
            var request = new SignalRequest(id, signal);
            Assert.Equal(request, SignalRequest.Decode(Payload(request.ToFrame())));
        });
        Gen.Select(Gen.Int, Text, Gen.Bool, Texts).Sample((id, text, flag, texts) =>
        {
            Assert.Equal(new NotStartedReply(id, text), NotStartedReply.Decode(Payload(new NotStartedReply(id, text).ToFrame())));
            Assert.Equal(new FailureReply(text), FailureReply.Decode(Payload(new FailureReply(text).ToFrame())));
            Assert.Equal(new UnmountRequest(flag), UnmountRequest.Decode(Payload(new UnmountRequest(flag).ToFrame())));
            Assert.Equal(texts, PreparedReply.Decode(Payload(new PreparedReply(texts).ToFrame())).Warnings);
        });
        Gen.Select(Gen.Int, Text, Gen.Int, Gen.Int, Gen.Int[0, 5]).Sample((id, text, count, others, length) =>
        {
            var denials = Enumerable.Range(0, length).Select(i => (new Denial("call", text, "program" + i), count + i)).ToArray();
            var decoded = DenialReport.Decode(Payload(new DenialReport(id, [.. denials], others).ToFrame()));
            Assert.Equal((id, others), (decoded.Id, decoded.Others));
            Assert.Equal(denials, decoded.Denials);
        });
        Gen.Select(Gen.Int, Gen.Enum<CommandStream>(), Gen.Byte.Array[0, 100]).Sample((id, stream, bytes) =>
        {
            var decoded = CommandBytes.Decode(Payload(new CommandBytes(id, stream, bytes).ToFrame(FrameType.Output)));
            Assert.Equal((id, stream), (decoded.Id, decoded.Stream));
            Assert.Equal(bytes, decoded.Bytes.ToArray());
        });
    }

    [Fact]
    public void BytesThatAreNotText_Survive()
    {
        const string Name = "a\uDC80\uDCFFz";
        Assert.Equal([Name], RunRequest.Decode(Payload(new RunRequest(1, [Name], [], OutputMode.Merged).ToFrame())).Arguments);
    }

    [Fact]
    public void Rejects_EveryTruncation()
    {
        var prepare = Payload(new PrepareRequest { Root = "/r", MountPoint = "/m", HostName = "h", Contained = true, Binds = [new("/a", "x/y", "/b", true)] }.ToFrame());
        var run = Payload(new RunRequest(1, ["/bin/sh", "-c"], ["A=b"], OutputMode.Separate).ToFrame());
        for (var length = 0; length < prepare.Length; length++)
        {
            Assert.Throws<ProtocolException>(() => PrepareRequest.Decode(prepare.AsSpan(0, length)));
        }

        for (var length = 0; length < run.Length; length++)
        {
            Assert.Throws<ProtocolException>(() => RunRequest.Decode(run.AsSpan(0, length)));
        }

        var denials = Payload(new DenialReport(1, [(new Denial("mount", "", "sh"), 2)], 3).ToFrame());
        for (var length = 0; length < denials.Length; length++)
        {
            Assert.Throws<ProtocolException>(() => DenialReport.Decode(denials.AsSpan(0, length)));
        }
    }

    [Fact]
    public void Rejects_BytesBehindTheEnd()
    {
        Assert.Throws<ProtocolException>(() => EnterRequest.Decode([.. Payload(new EnterRequest([], null, null, false, false).ToFrame()), 0]));
        Assert.Throws<ProtocolException>(() => ExitedReply.Decode(new byte[17]));
        Assert.Throws<ProtocolException>(() => SignalRequest.Decode(new byte[9]));
    }

    [Fact]
    public void Rejects_CommandsWithoutProgramAndUnknownModes()
    {
        Assert.Throws<ProtocolException>(() => RunRequest.Decode(Payload(new RunRequest(1, [], [], OutputMode.Merged).ToFrame())));
        Assert.Throws<ProtocolException>(() => RunRequest.Decode(Payload(new RunRequest(1, ["x"], [], (OutputMode)77).ToFrame())));
    }

    [Fact]
    public void Rejects_FramesThatAreTooLong()
    {
        Assert.Throws<ProtocolException>(() => FrameHeader.Decode([3, 0, 0, 0, 0xFF]));
        Assert.Throws<ProtocolException>(() => FrameHeader.Decode([3, 1, 0, 0x40, 0]));
        Assert.Equal(FrameHeader.MaximumPayload, FrameHeader.Decode([3, 0, 0, 0x40, 0]).Length);
        var long1 = new string('x', FrameHeader.MaximumPayload);
        Assert.Throws<ProtocolException>(() => new RunRequest(1, [long1], [], OutputMode.Merged).ToFrame());
    }

    [Fact]
    public void Garbage_IsRejectedOrUnderstoodButNeverCrashes() => Gen.Byte.Array[0, 200].Sample(bytes =>
    {
        Decode(() => EnterRequest.Decode(bytes));
        Decode(() => EnteredReply.Decode(bytes));
        Decode(() => PrepareRequest.Decode(bytes));
        Decode(() => RunRequest.Decode(bytes));
        Decode(() => PreparedReply.Decode(bytes));
        Decode(() => NotStartedReply.Decode(bytes));
        Decode(() => CommandBytes.Decode(bytes));
        Decode(() => DenialReport.Decode(bytes));
    });

    private static void Decode(Func<object> decode)
    {
        try
        {
            decode();
        }
        catch (ProtocolException)
        {
            // The one exception that is allowed.
        }
    }

    private static byte[] Payload(ReadOnlyMemory<byte> frame)
    {
        var header = FrameHeader.Decode(frame.Span);
        Assert.Equal(frame.Length, FrameHeader.Size + header.Length);
        return frame[FrameHeader.Size..].ToArray();
    }
}
