using Imaginator.Protocol.Buffers;
using Imaginator.Protocol.Gob;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Messages;
using Imaginator.Protocol.Tests.Gob;

namespace Imaginator.Protocol.Tests.Srpc;

/// <summary>Takes what one side has sent apart, step by step.</summary>
internal sealed class CaptureReader(byte[] bytes) : IDisposable
{
    private readonly InputBuffer _input = new(new MemoryStream(bytes));
    private GobDecoder? _decoder;

    public void BeginCall()
    {
        _decoder?.Dispose();
        _decoder = new GobDecoder(_input, GobLimits.Default);
    }

    public Task<object?> ReadValueAsync(Type type) => GobRoundTrip.ReadAsync(_decoder!, DominatorTypes.Catalog, type);

    public async Task<byte[]> ReadBytesAsync(int count)
    {
        var read = new byte[count];
        await _input.ReadExactlyAsync(read, TestContext.Current.CancellationToken);
        return read;
    }

    public async Task<bool> IsAtEndAsync() => !await _input.WaitAsync(TestContext.Current.CancellationToken);

    public void Dispose() => _decoder?.Dispose();

    /// <summary>The values of one side's gob steps; null for other steps.</summary>
    public static async Task<IReadOnlyDictionary<CaptureStep, object?>> ReadValuesAsync(Capture capture, bool ofClient)
    {
        var values = new Dictionary<CaptureStep, object?>();
        using var reader = new CaptureReader(ofClient ? capture.FromClient : capture.FromServer);
        await reader.CompareAsync(capture, ofClient, (step, value) =>
        {
            values[step] = value;
            return Task.CompletedTask;
        });
        return values;
    }

    /// <summary>Reads what a side has sent and compares it with the recording; types and order of maps are free.</summary>
    public async Task AssertSameAsync(Capture capture, bool ofClient)
    {
        var recorded = await ReadValuesAsync(capture, ofClient);
        await CompareAsync(capture, ofClient, async (step, value) =>
        {
            var type = value!.GetType();
            Assert.Equal(
                await GobRoundTrip.EncodeAsync(DominatorTypes.Catalog, (type, recorded[step])),
                await GobRoundTrip.EncodeAsync(DominatorTypes.Catalog, (type, value)));
        });
        Assert.True(await IsAtEndAsync(), "more was sent than recorded");
    }

    private async Task CompareAsync(Capture capture, bool ofClient, Func<CaptureStep, object?, Task> onValue)
    {
        foreach (var step in capture.Steps.Where(step => step.Kind == "http" && step.IsFromClient == ofClient))
        {
            Assert.Equal(step.Bytes.ToArray(), await ReadBytesAsync(step.Bytes.Length));
        }

        foreach (var call in capture.Calls)
        {
            BeginCall();
            foreach (var step in call.Steps.Where(step => step.IsFromClient == ofClient))
            {
                if (step.Kind == "gob")
                {
                    await onValue(step, await ReadValueAsync(CaptureTypes.Of(call.Method, step)));
                }
                else
                {
                    Assert.Equal(step.Bytes.ToArray(), await ReadBytesAsync(step.Bytes.Length));
                }
            }
        }
    }
}
