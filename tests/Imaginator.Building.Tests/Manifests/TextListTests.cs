using CsCheck;
using Imaginator.Building.Documents;
using Imaginator.Building.Manifests;

namespace Imaginator.Building.Tests.Manifests;

public sealed class TextListTests
{
    [Fact]
    public void Skips_BlankLinesAndComments_AndNumbersTheRest()
    {
        var faults = new FaultList();

        var lines = TextList.Parse("# comment\none\r\n\n \t\n  two # kept\n#\nlast"u8, "list", faults);

        Assert.Equal([new TextLine(2, "one"), new TextLine(5, "  two # kept"), new TextLine(7, "last")], lines);
        Assert.Empty(faults.ToImmutable());
    }

    [Fact]
    public void Skips_ByteOrderMarkAtTheStartOnly()
    {
        var faults = new FaultList();

        Assert.Equal([new TextLine(2, "\uFEFFtwo")], TextList.Parse("\uFEFF# one\n\uFEFFtwo\n"u8, "list", faults));
        Assert.Equal([new TextLine(1, "one")], TextList.Parse("\uFEFFone"u8, "list", faults));
        Assert.Empty(faults.ToImmutable());
    }

    [Fact]
    public void Keeps_BytesThatAreNotUtf8() =>
        Assert.Equal("caf\uDCE9", TextList.Parse([.. "caf"u8, 0xE9], "list", new FaultList())[0].Text);

    [Fact]
    public void Reports_ZeroByte_WithItsLine()
    {
        var faults = new FaultList();

        Assert.Single(TextList.Parse("ok\nb\0d\n"u8, "list", faults));

        Assert.Equal("list:2", Assert.Single(faults.ToImmutable()).Location.ToString());
    }

    [Fact]
    public void Reads_AnyBytes() =>
        Gen.Byte.Array[0, 200].Sample(bytes =>
            TextList.Parse(bytes, "list", new FaultList()).All(line =>
                line.Number > 0 && line.Text.Trim(' ', '\t').Length > 0 && !line.Text.Contains('\n') && !line.Text.Contains('\0')));
}
