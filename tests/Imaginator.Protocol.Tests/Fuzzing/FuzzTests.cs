using System.Globalization;
using Imaginator.Protocol.Buffers;
using Imaginator.Protocol.Gob;
using Imaginator.Protocol.Srpc.Server;
using Imaginator.Protocol.Tests.Gob;
using Imaginator.Protocol.Tests.Srpc;
using Imaginator.Protocol.Tests.Vectors;
using Microsoft.Extensions.Logging.Abstractions;

namespace Imaginator.Protocol.Tests.Fuzzing;

/// <summary>
/// Feeds damaged recordings to the decoder and the server. As a test it runs the same few attempts each time; with
/// <c>IMAGINATOR_FUZZ_SECONDS=600</c> it makes new ones for so long and names the seed of one that finds something
/// (<c>IMAGINATOR_FUZZ_SEED</c> runs that one again).
/// </summary>
public sealed class FuzzTests
{
    private const int AttemptsAsTest = 3000;
    private const long MaxAllocated = 64 << 20;
    private static readonly TimeSpan MaxDuration = TimeSpan.FromSeconds(30);

    [Fact]
    public void Decoder_RefusesDamagedStreams()
    {
        Vector[] vectors = [.. VectorTests.Names.Select(row => Vector.Load(row.Data))];
        Fuzz(async random =>
        {
            var vector = vectors[random.Next(vectors.Length)];
            var bytes = Mutation.Apply(vector.Bytes, vectors[random.Next(vectors.Length)].Bytes, random);
            using var decoder = new GobDecoder(new InputBuffer(new MemoryStream(bytes)), GobLimits.Default);
            try
            {
                foreach (var type in VectorTypes.Of(vector))
                {
                    await GobRoundTrip.ReadAsync(decoder, VectorTypes.CatalogOf(vector), type);
                }
            }
            catch (Exception exception) when (exception is GobException or EndOfStreamException)
            {
                // Refused, as it should be; every other exception is a finding.
            }
        });
    }

    [Fact]
    public void Server_SurvivesDamagedSessions()
    {
        byte[][] sessions = [.. Capture.Names.Select(row => Capture.Load(row.Data).FromClient)];
        var server = new SrpcServer(
            new SrpcServerOptions(), FuzzServices.Create(), NullLogger<SrpcServer>.Instance);
        Fuzz(random =>
        {
            var session = sessions[random.Next(sessions.Length)];
            var bytes = Mutation.Apply(session, sessions[random.Next(sessions.Length)], random);
            return server.HandleAsync(
                new DuplexStream(bytes), ReadOnlyMemory<byte>.Empty, null, TestContext.Current.CancellationToken);
        });
    }

    private static void Fuzz(Func<Random, Task> attempt)
    {
        var end = DateTimeOffset.MaxValue;
        var (first, count) = (0, AttemptsAsTest);
        if (Read("IMAGINATOR_FUZZ_SEED") is { } seed)
        {
            (first, count) = (seed, 1);
        }
        else if (Read("IMAGINATOR_FUZZ_SECONDS") is { } seconds)
        {
            (first, count) = (Random.Shared.Next(int.MaxValue / 2), int.MaxValue / 2);
            end = TimeProvider.System.GetUtcNow().AddSeconds(seconds);
        }

        for (var i = 0; i < count && TimeProvider.System.GetUtcNow() < end; i++)
        {
            Attempt(attempt, first + i);
        }
    }

    private static void Attempt(Func<Random, Task> attempt, int seed)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            // Everything is in memory: an attempt that does not end has found an endless loop.
            Assert.True(attempt(new Random(seed)).Wait(MaxDuration), "it does not end");
        }
        catch (Exception exception)
        {
            Assert.Fail($"seed {seed}: {exception}");
        }

        Assert.True(
            GC.GetAllocatedBytesForCurrentThread() - before < MaxAllocated, $"seed {seed}: too much memory");
    }

    private static int? Read(string variable) =>
        int.TryParse(
            Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;
}
