using Imaginator.Host.Web.Addresses;

namespace Imaginator.Host.Tests.Web.Addresses;

public sealed class ImageListQueryTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("", 200)]
    [InlineData("base/debian", 0)]
    [InlineData("base/debian", 400)]
    [InlineData("a&skip=5", 0)]
    [InlineData("a&b=c#d?e%41+f g", 7)]
    public void Address_IsReadAsItWasWritten(string name, int skip)
    {
        var query = new ImageListQuery(name, skip);
        var address = query.AddressOf("/listImages");

        Assert.Equal(query, ImageListQuery.Of(address.IndexOf('?', StringComparison.Ordinal) is >= 0 and var start ? address[start..] : null));
    }

    [Theory]
    [InlineData("?base/", "base", 0)]
    [InlineData("?/base//", "base", 0)]
    [InlineData("?base&skip=x", "base&skip=x", 0)]
    [InlineData("?base&skip=-1", "base&skip=-1", 0)]
    [InlineData("?skip=12", "", 12)]
    public void AddressOfPeople_IsRead(string query, string name, int skip) =>
        Assert.Equal(new ImageListQuery(name, skip), ImageListQuery.Of(query));
}
