using System.Globalization;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using Imaginator.Images;
using Imaginator.Protocol.Buffers;
using Imaginator.Protocol.Gob;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Messages;
using Imaginator.Protocol.Messages.Images;
using Imaginator.Protocol.Tests.Trees;

namespace Imaginator.Benchmarks;

/// <summary>
/// Image trees to and from gob, beside System.Text.Json with the same trees: 500,000 inodes in all for each, in one image
/// or in a hundred.
/// </summary>
[MemoryDiagnoser(displayGenColumns: false)]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class GobBenchmarks
{
    private const int TotalInodes = 500_000;

    private FileSystemTree _tree = null!;
    private JsonTree _jsonTree = null!;
    private byte[] _encoded = [];
    private byte[] _json = [];

    [Params(5_000, 500_000)]
    public int Inodes { get; set; }

    private int Repetitions => TotalInodes / Inodes;

    private double TotalMegabytes => _encoded.Length / 1e6 * Repetitions;

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        _tree = SampleTrees.Create(Inodes);
        _jsonTree = JsonTree.From(_tree);
        _json = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(_jsonTree, JsonTreeContext.Default.JsonTree);
        using var stream = new MemoryStream();
        await EncodeAsync(stream);
        _encoded = stream.ToArray();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"// {Inodes} inodes are {_encoded.Length / 1e6:f2} MB of gob, {Repetitions} times; {TotalMegabytes / 200 * 1000:f0} ms are 200 MB/s, {TotalMegabytes * 3e6 / 1024:f0} KB three times the size"));
    }

    [Benchmark(Baseline = true, Description = "System.Text.Json writes")]
    [BenchmarkCategory("Encode")]
    public void JsonWrites()
    {
        for (var i = 0; i < Repetitions; i++)
        {
            System.Text.Json.JsonSerializer.Serialize(Stream.Null, _jsonTree, JsonTreeContext.Default.JsonTree);
        }
    }

    [Benchmark(Description = "gob encodes")]
    [BenchmarkCategory("Encode")]
    public async Task GobEncodesAsync()
    {
        for (var i = 0; i < Repetitions; i++)
        {
            await EncodeAsync(Stream.Null);
        }
    }

    [Benchmark(Baseline = true, Description = "System.Text.Json reads")]
    [BenchmarkCategory("Decode")]
    public void JsonReads()
    {
        for (var i = 0; i < Repetitions; i++)
        {
            System.Text.Json.JsonSerializer.Deserialize(_json, JsonTreeContext.Default.JsonTree);
        }
    }

    [Benchmark(Description = "gob decodes")]
    [BenchmarkCategory("Decode")]
    public async Task GobDecodesAsync()
    {
        for (var i = 0; i < Repetitions; i++)
        {
            using var decoder = new GobDecoder(new InputBuffer(new MemoryStream(_encoded)), GobLimits.Image);
            await decoder.ReadAsync(DominatorTypes.Catalog.Get<DominatorImage>(), CancellationToken.None);
        }
    }

    private async Task EncodeAsync(Stream stream)
    {
        var output = new OutputBuffer(stream);
        using var encoder = new GobEncoder(output);
        var image = new DominatorImage { FileSystem = _tree };
        await encoder.WriteAsync(DominatorTypes.Catalog.Get<DominatorImage>(), image, CancellationToken.None);
        await output.FlushAsync(CancellationToken.None);
    }
}
