using Imaginator.Host.Web.Addresses;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Tests.Web.Addresses;

public sealed class StreamListQueryTests
{
    [Fact]
    public void Address_IsReadAsItWasWritten()
    {
        var query = new StreamListQuery
        {
            Search = "a&b=c #?",
            Directory = "base/<b>",
            State = StreamState.Failing,
            Sort = StreamSort.Built,
            Page = 3,
        };

        Assert.Equal(query, Read(query.Address));
        Assert.Equal("/showImageStreams", new StreamListQuery().Address);
    }

    [Theory]
    [InlineData("base/debian", "", "", true)]
    [InlineData("base/debian", "DEB", "base", true)]
    [InlineData("base/debian", "deb", "bas", false)]
    [InlineData("base/debian", "x", "base", false)]
    [InlineData("base", "", "base", false)]
    [InlineData("base/a/b", "", "base/a", true)]
    [InlineData("BASE/a", "", "base", false)]
    public void Names_AreSelected(string name, string search, string directory, bool isIncluded) =>
        Assert.Equal(isIncluded, new StreamListQuery { Search = search, Directory = directory }.IncludesName(name));

    private static StreamListQuery Read(string address) => StreamListQuery.Of(new DefaultHttpContext
    {
        Request = { QueryString = new QueryString(address[address.IndexOf('?', StringComparison.Ordinal)..]) },
    }.Request);
}
