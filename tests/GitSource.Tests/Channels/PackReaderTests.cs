using System.IO.Compression;
using CsCheck;
using Imaginator.Manifests;
using Imaginator.Plugins.GitSource.Addresses;
using Imaginator.Plugins.GitSource.Channels.Inspection;
using Imaginator.Plugins.GitSource.Settings;
using Imaginator.Plugins.GitSource.Tests.Servers;

namespace Imaginator.Plugins.GitSource.Tests.Channels;

public sealed class PackReaderTests
{
    private static readonly Gen<byte[]> Contents = Gen.OneOf(
        Gen.Byte.Array[1, 5000],
        Gen.Byte[0, 3].Array[1, 100_000],
        Gen.Select(Gen.Byte, Gen.Int[1, 200_000]).Select((value, length) => Enumerable.Repeat(value, length).ToArray()));

    private static readonly Gen<CompressionLevel> Level = Gen.Enum<CompressionLevel>();

    [Fact]
    public void Reads_WhatZlibWrites_AndNoByteMore() =>
        Gen.Select(Contents, Level, Gen.Int[1, 70_000]).Sample((contents, level, pieceLength) =>
        {
            using var compressed = new MemoryStream();
            using (var stream = new ZLibStream(compressed, level, leaveOpen: true))
            {
                stream.Write(contents);
            }

            using var source = new PieceSource();
            var (size, end, beginning) = (0UL, 0L, Array.Empty<byte>());
            Exception? failure = null;
            var reading = new Thread(() =>
            {
                try
                {
                    var deflate = new DeflateReader(source, CreateLimits());
                    size = deflate.Read((ulong)contents.Length);
                    (end, beginning) = (source.Position, deflate.Beginning.ToArray());
                }
                catch (Exception e)
                {
                    failure = e;
                }
                finally
                {
                    source.Finish();
                }
            });
            reading.Start();
            foreach (var piece in compressed.ToArray().Chunk(pieceLength))
            {
                source.Offer(piece);
            }

            reading.Join();
            Assert.Null(failure);
            Assert.Equal((ulong)contents.Length, size);
            Assert.Equal(compressed.Length, end);
            Assert.Equal(contents.Take(32), beginning);
        }, iter: 200);

    [Fact]
    public void Explains_AnyDamage() => Gen.Select(Gen.Int[0, 400], Gen.Byte[1, 255]).Sample((position, change) =>
    {
        var writer = new PackWriter().Add([.. Enumerable.Range(0, 300).Select(each => (byte)(each % 7))]);
        var pack = writer.AddDelta(writer.Last, 300, 300, PackWriter.CopyInstruction(300)).ToArray();
        pack[position % pack.Length] ^= change;

        using var inspector = new PackInspector(CreateLimits());
        try
        {
            inspector.Accept(pack);
        }
        catch (ManifestFetchException e)
        {
            Assert.Contains("cannot fetch $GIT_URL: git.example.com sends", e.Message, StringComparison.Ordinal);
        }
    }, iter: 1000);

    private static FetchLimits CreateLimits() => new(
        new GitAddress { Scheme = GitScheme.Git, Host = "git.example.com", Path = "/x.git", DisplayUrl = "$GIT_URL" },
        new GitSourceSettings());
}
