using System;
using System.IO;
using System.Net;
using System.Threading;

/// <summary>
/// The price service asks the order service on the same machine, as the signed-in user, over a
/// connection of its own for every call: KeepAlive is off.
/// </summary>
public static class Program
{
    public static void Main()
    {
        while (true)
        {
            Console.WriteLine(GetOrder(1));
            Thread.Sleep(25);
        }
    }

    private static string GetOrder(int id)
    {
        var request = (HttpWebRequest)WebRequest.Create("http://127.0.0.1:5000/orders/" + id);
        request.Credentials = CredentialCache.DefaultCredentials;
        request.PreAuthenticate = true;
        request.KeepAlive = false;
        using (var response = (HttpWebResponse)request.GetResponse())
        using (var reader = new StreamReader(response.GetResponseStream()))
        {
            return reader.ReadToEnd();
        }
    }
}
