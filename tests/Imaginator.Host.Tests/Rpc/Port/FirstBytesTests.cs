using System.Buffers;
using System.Text;
using Imaginator.Host.Rpc.Port;

namespace Imaginator.Host.Tests.Rpc.Port;

public sealed class FirstBytesTests
{
    [Theory]
    [InlineData("", ConnectionKind.Unknown)]
    [InlineData("C", ConnectionKind.Unknown)]
    [InlineData("CONNECT", ConnectionKind.Unknown)]
    [InlineData("CONNECT ", ConnectionKind.Srpc)]
    [InlineData("CONNECT /_goSRPC_/ HTTP/1.0\n\n", ConnectionKind.Srpc)]
    [InlineData("CONNECTED ", ConnectionKind.Http)]
    [InlineData("GET / HTTP/1.1\r\n", ConnectionKind.Http)]
    [InlineData("COPY", ConnectionKind.Http)]
    [InlineData("\x16", ConnectionKind.Https)]
    [InlineData("\x16\x03\x01", ConnectionKind.Https)]
    internal void Tells_FromTheFirstBytes(string bytes, ConnectionKind kind) =>
        Assert.Equal(kind, FirstBytes.Classify(new ReadOnlySequence<byte>(Encoding.Latin1.GetBytes(bytes))));
}
