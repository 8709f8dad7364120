using System.Net;
using System.Net.Sockets;
using Imaginator.Protocol.Buffers;
using Imaginator.Protocol.Gob;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Messages;
using Imaginator.Protocol.Messages.ImageServer.Images;
using Imaginator.Protocol.Messages.Images;
using Imaginator.Protocol.Tests.Gob;
using Imaginator.Protocol.Tests.Srpc;

namespace Imaginator.ImageServing.Tests.Captures;

/// <summary>
/// Says to a server, byte for byte and at the same points, what a recorded client has said, and compares the answers with
/// the recorded ones: bytes with what our encoder makes of the recorded values (type ids are the sender's choice), images
/// by value (the order of their inodes is, too).
/// </summary>
internal sealed class CaptureReplay(Capture capture, int port, Func<CaptureStep, Task>? beforeAnswer = null)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async Task RunAsync()
    {
        var recorded = await CaptureReader.ReadValuesAsync(capture, ofClient: false);
        using var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, port, Token);
        await using var stream = connection.GetStream();
        var input = new InputBuffer(stream);
        foreach (var step in capture.Steps.Where(step => step.Kind == "http"))
        {
            await ReplayAsync(stream, input, step);
        }

        foreach (var call in capture.Calls)
        {
            await ReplayAsync(stream, input, call, recorded);
        }

        connection.Client.Shutdown(SocketShutdown.Send);
        Assert.False(await input.WaitAsync(Token), "the server sends more than was recorded");
    }

    private async Task ReplayAsync(
        NetworkStream stream, InputBuffer input, CaptureCall call, IReadOnlyDictionary<CaptureStep, object?> recorded)
    {
        using var encoded = new MemoryStream();
        var output = new OutputBuffer(encoded);
        using var encoder = new GobEncoder(output);
        using var decoder = new GobDecoder(input, GobLimits.Default);
        var lists = new List<CaptureStep>();
        foreach (var step in call.Steps)
        {
            if (beforeAnswer is not null && !step.IsFromClient)
            {
                await beforeAnswer(step);
            }

            if (step is { IsFromClient: false, Kind: "gob" })
            {
                var expected = Normalize(recorded[step]!);
                if (expected is GetImageResponse image)
                {
                    AssertSame(image, await decoder.ReadAsync(DominatorTypes.Catalog.Get<GetImageResponse>(), Token));
                    continue;
                }

                if (expected is ImageDirectory)
                {
                    lists.Add(step);
                    continue;
                }

                encoded.SetLength(0);
                await WriteAsync(encoder, expected);
                await output.FlushAsync(Token);
                Assert.Equal(encoded.ToArray(), await ReadAsync(input, (int)encoded.Length));
            }
            else if (step is { IsFromClient: false, Note: "image name" })
            {
                lists.Add(step);
            }
            else
            {
                if (lists.Count > 0)
                {
                    await CompareNamesAsync(input, lists);
                    lists.Clear();
                }

                await ReplayAsync(stream, input, step);
            }
        }

        if (lists.Count > 0)
        {
            await CompareDirectoriesAsync(decoder, lists.Select(step => (ImageDirectory)recorded[step]!));
        }
    }

    private static async Task ReplayAsync(NetworkStream stream, InputBuffer input, CaptureStep step)
    {
        if (step.IsFromClient)
        {
            await stream.WriteAsync(step.Bytes, Token);
        }
        else
        {
            Assert.Equal(step.Bytes.ToArray(), await ReadAsync(input, step.Bytes.Length));
        }
    }

    // The order is the server's choice.
    private static async Task CompareNamesAsync(InputBuffer input, IEnumerable<CaptureStep> steps)
    {
        var names = new List<string?>();
        foreach (var _ in steps)
        {
            names.Add(await input.ReadLineAsync(1000, Token));
        }

        Assert.Equal(steps.Select(step => step.Line).Order(StringComparer.Ordinal), names.Order(StringComparer.Ordinal));
    }

    private static async Task CompareDirectoriesAsync(GobDecoder decoder, IEnumerable<ImageDirectory> expected)
    {
        var directories = new List<ImageDirectory>();
        foreach (var _ in expected)
        {
            directories.Add(await decoder.ReadAsync(DominatorTypes.Catalog.Get<ImageDirectory>(), Token));
        }

        // The one without a name is the mark of the end, and only that.
        Assert.Equal("", directories[^1].Name);
        Assert.Equal(
            expected.OrderBy(directory => directory.Name, StringComparer.Ordinal),
            directories.OrderBy(directory => directory.Name, StringComparer.Ordinal));
    }

    private static async Task<byte[]> ReadAsync(InputBuffer input, int count)
    {
        var bytes = new byte[count];
        await input.ReadExactlyAsync(bytes, Token);
        return bytes;
    }

    private static Task WriteAsync(GobEncoder encoder, object value) => (Task)typeof(GobRoundTrip)
        .GetMethod("WriteTypedAsync", System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!
        .MakeGenericMethod(value.GetType()).Invoke(null, [encoder, DominatorTypes.Catalog, value])!;

    // The store keeps times to 100 ns, and sends them without a zone.
    private static object Normalize(object value) => value switch
    {
        GetImageExpirationResponse reply => reply with { ExpiresAt = Normalize(reply.ExpiresAt) },
        GetImageResponse { Image: { } image } reply => reply with
        {
            Image = image with { CreatedOn = default, ExpiresAt = Normalize(image.ExpiresAt) },
        },
        _ => value,
    };

    private static GobTime Normalize(GobTime time) => GobTime.From(time.ToNullableDateTimeOffset());

    private static void AssertSame(GetImageResponse expected, GetImageResponse actual)
    {
        if (expected.Image is not { } image)
        {
            Assert.Null(actual.Image);
            return;
        }

        // When it was added is the server's business.
        Assert.NotEqual(default, actual.Image!.CreatedOn);
        var served = actual.Image with { CreatedOn = default };
        Assert.Equal(
            DominatorText.Of(image with { FileSystem = null }), DominatorText.Of(served with { FileSystem = null }));
        Assert.Equal(image.FileSystem is null, served.FileSystem is null);
        if (image.FileSystem is { } tree)
        {
            Assert.Equal(DominatorText.Of(tree), DominatorText.Of(served.FileSystem!));
        }
    }
}
