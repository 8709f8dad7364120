namespace Imaginator.Linux.Memory;

public sealed class AssemblyPagesTests
{
    [Fact]
    public void Release_RemovesPages_ThatTheNextAccessGetsAgain()
    {
        var pages = new AssemblyPages();
        Assert.Equal(0, pages.Release());
        var before = ResidentKilobytes();

        Assert.InRange(pages.Release(), 10, int.MaxValue);

        Assert.InRange(ResidentKilobytes(), 0, before * 3 / 4);

        // Types that nothing has used yet are read from these pages.
        Assert.NotEmpty(typeof(System.Xml.XmlReader).Assembly.GetExportedTypes());
        Assert.NotEmpty(typeof(AssemblyPages).Assembly.GetTypes());
    }

    /// <summary>The resident size of the mappings of assemblies that are shared and only read.</summary>
    private static long ResidentKilobytes()
    {
        var (isOne, sum) = (false, 0L);
        foreach (var line in File.ReadLines("/proc/self/smaps"))
        {
            if (line.Contains(" r--s ", StringComparison.Ordinal))
            {
                isOne = line.EndsWith(".dll", StringComparison.Ordinal);
            }
            else if (isOne && line.StartsWith("Rss:", StringComparison.Ordinal))
            {
                sum += long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture);
                isOne = false;
            }
        }

        return sum;
    }
}
