using System.Collections.Immutable;
using Imaginator.Host.Configuration;
using Imaginator.Host.Web.Addresses;
using Imaginator.Host.Web.Console.Parts;
using Imaginator.Host.Web.Html;
using Imaginator.Host.Web.Readers;

namespace Imaginator.Host.Web.Console.Streams.Lists;

/// <summary>The page <c>/showImageStreams</c>: the streams, searched, filtered, sorted and in pages.</summary>
internal sealed class StreamsPage(LiveConfiguration configuration, StreamSelection selection)
{
    private const int PageLength = 100;
    private const int ShownDirectories = 100;

    public ConsolePage Make(PageReader reader, StreamListQuery query)
    {
        var streams = selection.Find(query, reader.Sees);
        var page = Math.Min(query.Page, Math.Max(1, (streams.Length + PageLength - 1) / PageLength));
        var start = (page - 1) * PageLength;
        var shown = streams.Skip(start).Take(PageLength).ToImmutableArray();
        var model = new StreamListModel
        {
            Query = query with { Page = page },
            Entries = shown,
            Total = streams.Length,
            Directories = [.. StreamSelection.DirectoriesOf(streams, query.Directory).Take(ShownDirectories)],
            Patterns = reader.SeesAll ? configuration.Current.ImageStreams.Patterns : [],
            Configuration = configuration.Status,
            Pager = new Pager(
                page > 1 ? (query with { Page = page - 1 }).Address : null,
                start + shown.Length < streams.Length ? (query with { Page = page + 1 }).Address : null)
            {
                Position = streams.IsEmpty
                    ? ""
                    : $"{DisplayFormat.Number(start + 1)} to {DisplayFormat.Number(start + shown.Length)} of {DisplayFormat.Number(streams.Length)}",
            },
        };
        return new ConsolePage("Image streams", new Web_Console_Streams_Lists_StreamsView { Model = model })
        {
            Section = PageSection.Streams,
            Scripts = ["filter.js"],
        };
    }
}
