using Imaginator.Protocol.Buffers;
using Imaginator.Protocol.Gob;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Srpc.Server;
using Imaginator.Protocol.Tests.Gob;
using Imaginator.Protocol.Tests.Srpc;
using Imaginator.Protocol.Tests.Vectors;

namespace Imaginator.Protocol.Tests.Fuzzing;

/// <summary>Feeds damaged recordings to the decoder and the server.</summary>
public sealed class FuzzTests
{
    private const int AttemptsAsTest = 3000;

    [Fact]
    public void Decoder_RefusesDamagedStreams()
    {
        Vector[] vectors = [.. VectorTests.Names.Select(row => Vector.Load(row.Data))];
        FuzzRun.Run(AttemptsAsTest, async random =>
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
        var failures = new UnexpectedFailures();
        var server = new SrpcServer(new SrpcServerOptions(), FuzzServices.Create(), failures);
        FuzzRun.Run(AttemptsAsTest, async random =>
        {
            var session = sessions[random.Next(sessions.Length)];
            var bytes = Mutation.Apply(session, sessions[random.Next(sessions.Length)], random);
            await server.HandleAsync(
                new DuplexStream(bytes), ReadOnlyMemory<byte>.Empty, null, TestContext.Current.CancellationToken);
            failures.ThrowIfAny();
        });
    }
}
