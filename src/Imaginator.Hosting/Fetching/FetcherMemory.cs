using System.Globalization;

namespace Imaginator.Hosting.Fetching;

/// <summary>The memory of a fetcher.</summary>
internal static class FetcherMemory
{
    // Twice of what a fetcher has after the fetch of a usual manifest.
    private const long Large = 200L << 20;

    /// <summary>The memory that counts for the limit, in bytes; 0 if the process has ended.</summary>
    public static long ReadData(int processId)
    {
        try
        {
            // In pages: total, resident, shared, text, library, data.
            return long.Parse(File.ReadAllText($"/proc/{processId}/statm").Split(' ')[5], CultureInfo.InvariantCulture)
                * Environment.SystemPageSize;
        }
        catch (Exception e) when (e is IOException or IndexOutOfRangeException)
        {
            return 0;
        }
    }

    /// <summary>Whether a fetch left so much memory that a new process is better for the next fetch.</summary>
    public static bool IsLarge(int processId)
    {
        try
        {
            // In pages: total, resident, shared.
            var words = File.ReadAllText($"/proc/{processId}/statm").Split(' ');
            return (long.Parse(words[1], CultureInfo.InvariantCulture) - long.Parse(words[2], CultureInfo.InvariantCulture))
                * Environment.SystemPageSize > Large;
        }
        catch (IOException)
        {
            // The process has ended.
            return true;
        }
    }
}
