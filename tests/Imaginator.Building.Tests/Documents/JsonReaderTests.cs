using System.Text;
using CsCheck;
using Imaginator.Building.Documents;
using Imaginator.Building.Documents.Json;

namespace Imaginator.Building.Tests.Documents;

public sealed class JsonReaderTests
{
    private static JsonNode Read(string text)
    {
        var faults = new FaultList();
        var node = JsonReader.Read(Encoding.UTF8.GetBytes(text), "file", faults);
        Assert.Empty(faults.ToImmutable());
        return node!;
    }

    [Fact]
    public void Knows_LineOfEachValue()
    {
        var table = Assert.IsType<JsonTable>(Read("""
            # comment
            {
              // "a": 1,
              "a":
                2,
              ! "b": 1,
              "b": [true,
                # }
                null, "x"], "c": {"d": -1.5e3}
            }
            """));

        Assert.Equal(2, table.Line);
        Assert.Equal([("a", 4), ("b", 7), ("c", 9)], table.Members.Select(member => (member.Name, member.Line)));
        Assert.Equal(new JsonNumber(5, "2"), table.Members[0].Value);
        Assert.Equal(
            [new JsonBoolean(7, true), new JsonNull(9), new JsonText(9, "x")], Assert.IsType<JsonList>(table.Members[1].Value).Items);
        Assert.Equal(new JsonNumber(9, "-1.5e3"), Assert.IsType<JsonTable>(table.Members[2].Value).Members[0].Value);
    }

    [Theory]
    [InlineData("# a\r\n\t // b\r\n!\r\n{}")]
    [InlineData("{}\n#")]
    [InlineData("\uFEFF# a\n{}")]
    public void Skips_CommentLines(string text) => Assert.Empty(Assert.IsType<JsonTable>(Read(text)).Members);

    [Fact]
    public void Keeps_CommentCharactersInsideLines() => Assert.Equal(
        new JsonText(1, "http://x # !"), Assert.IsType<JsonList>(Read("""["http://x # !"]""")).Items[0]);

    [Theory]
    [InlineData("{\n} // comment")]
    [InlineData("[1,\n2,]")]
    [InlineData("[\n")]
    [InlineData("{\n\"a\" 1}")]
    [InlineData("{}\n{}")]
    public void Reports_LineOfWhatIsNotJson(string text)
    {
        var faults = new FaultList();

        Assert.Null(JsonReader.Read(Encoding.UTF8.GetBytes(text), "file", faults));
        Assert.Equal(new ConfigurationLocation("file", 2), Assert.Single(faults.ToImmutable()).Location);
    }

    [Fact]
    public void Refuses_DeepNesting()
    {
        var faults = new FaultList();

        Assert.Null(JsonReader.Read(Encoding.UTF8.GetBytes(new string('[', 100_000)), "file", faults));
        Assert.True(faults.HasErrors);
    }

    private static readonly string[] Tokens =
        ["{", "}", "[", "]", ",", ":", "\"a\"", "1", "null", "\n", "#", "//", "\"\\ud800\"", "\uFEFF", " "];

    // Whatever comes, it is a value or a fault in a line that is there.
    private static void Takes(byte[] bytes)
    {
        var faults = new FaultList();
        var lines = bytes.Count(b => b == '\n') + 1;
        var node = JsonReader.Read(bytes.ToArray(), "file", faults);
        Assert.Equal(node is null, faults.HasErrors);
        Assert.All(faults.ToImmutable(), fault => Assert.InRange(fault.Location.Line, 1, lines));
    }

    [Fact]
    public void Takes_AnyBytes() => Gen.Byte.Array[0, 40].Sample(Takes);

    [Fact]
    public void Takes_AnyTokens() => Gen.Int[0, 14].Select(i => Tokens[i])
        .Array[0, 20].Sample(tokens => Takes(Encoding.UTF8.GetBytes(string.Concat(tokens))));

    [Fact]
    public void Takes_EveryTruncation()
    {
        var text = Encoding.UTF8.GetBytes("# é\n{\"é\": [1.5e3, true, null,\n{\"a\\u00e9\": \"b\"}]}\n! x\n");
        for (var length = 0; length <= text.Length; length++)
        {
            Takes(text[..length]);
        }
    }
}
